using System.Buffers;
using System.Text;
using Confd.Engine.Shell;
using Confd.GoTemplate;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Commands;

/// <summary>A check or reload command: a template with the predefined functions of the template language only. Immutable.</summary>
/// <remarks>
/// Paths that are written literally in the resource file are inserted unchanged, as in the original. All others remain one word of the
/// shell: a path without special characters is inserted unchanged, any other is quoted for its place, or refused where no quoting is safe.
/// </remarks>
internal sealed class CommandTemplate
{
    private readonly Template? _template;

    private CommandTemplate(string text, Template? template)
    {
        Text = text;
        _template = template;
    }

    /// <summary>The command as written in the resource.</summary>
    public string Text { get; }

    /// <summary>Parses a command.</summary>
    /// <param name="setting">Its setting, <c>check_cmd</c> or <c>reload_cmd</c>.</param>
    /// <param name="text">The command as written.</param>
    /// <exception cref="TemplateException">The text is not a valid template.</exception>
    public static CommandTemplate Parse(string setting, string text)
    {
        // The original's names for its command templates, which errors show: checkcmd and reloadcmd.
        var name = setting.Replace("_", "", StringComparison.Ordinal);
        var template = text.Contains("{{", StringComparison.Ordinal)
            ? Template.Parse(name, Encoding.UTF8.GetBytes(text), FunctionTable.Predefined)
            : null;
        return new CommandTemplate(text, template);
    }

    /// <summary>Inserts the paths into a check command: <c>{{.src}}</c> is the staged file, any other name gives <c>&lt;no
    /// value&gt;</c>.</summary>
    /// <returns>The command, with the paths also as variables.</returns>
    /// <exception cref="TemplateException">The template failed.</exception>
    /// <exception cref="UnsafeCommandException">A computed path is at a place where no quoting is safe.</exception>
    public ShellCommand RenderCheck(CommandPaths paths) => Render(paths, new Slot("src", "ConfdSourcePath0", paths.StagePath));

    /// <summary>
    /// Inserts the paths into a reload command: <c>{{.dest}}</c> is the destination, <c>{{.src}}</c> the staged file, which no longer
    /// exists then unless staged files are kept.
    /// </summary>
    /// <inheritdoc cref="RenderCheck"/>
    public ShellCommand RenderReload(CommandPaths paths) => Render(
        paths, new Slot("src", "ConfdSourcePath0", paths.StagePath), new Slot("dest", "ConfdDestinationPath0", paths.Destination));

    private ShellCommand Render(CommandPaths paths, params Slot[] slots)
    {
        var text = _template is null ? Text : Execute(_template, slots, slot => slot.Path);
        return new ShellCommand(paths.Origin == PathOrigin.Computed && !paths.ArePlain ? Quote(text, paths, slots) : text)
        {
            Variables = paths.Variables,
        };
    }

    private string Quote(string text, CommandPaths paths, Slot[] slots)
    {
        try
        {
            if (_template is not null)
            {
                return WithPathsInQuotes(_template, text, slots);
            }

            return PathPlacement.Fill(text, []);
        }
        catch (UnsafeCommandException exception)
        {
            var shown = string.Join(", ", paths.Named.Where(path => !ShellWord.IsPlain(path.Path))
                .Select(path => $"{{{{.{path.Name}}}}} = {GoFormat.Quote(path.Path)}"));
            throw new UnsafeCommandException(
                $"the command cannot be given a path with such characters ({shown}): {exception.Message}; "
                + "write {{.src}}, {{.dest}}, \"$CONFD_SRC\" or \"$CONFD_DEST\" as words of their own in a plain command, "
                + "or put the command into a file that gets them as arguments",
                exception);
        }
    }

    // The template runs with harmless names in place of the paths. If replacing these gives another text than running it with the paths
    // themselves, the template does more with a path than insert it, and the result cannot be quoted.
    private static string WithPathsInQuotes(Template template, string text, Slot[] slots)
    {
        Slot[] unsafeSlots = [.. slots.Where(slot => !ShellWord.IsPlain(slot.Path))];
        var harmless = Execute(template, slots, slot => unsafeSlots.Contains(slot) ? slot.Placeholder : slot.Path);
        var replaced = harmless;
        foreach (var slot in unsafeSlots)
        {
            replaced = replaced.Replace(slot.Placeholder, slot.Path, StringComparison.Ordinal);
        }

        if (replaced != text)
        {
            throw new UnsafeCommandException("the template of the command changes it");
        }

        return PathPlacement.Fill(harmless, [.. unsafeSlots.Select(slot => (slot.Placeholder, slot.Path))]);
    }

    private static string Execute(Template template, Slot[] slots, Func<Slot, string> valueOf)
    {
        var dot = new GoMap(GoType.MapOf(GoType.String));
        foreach (var slot in slots)
        {
            dot.Set(ByteString.FromString(slot.Name), Value.FromString(valueOf(slot)));
        }

        var output = new ArrayBufferWriter<byte>();
        template.Render(output, Value.FromMap(dot));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>A path with its name in the template.</summary>
    private sealed record Slot(string Name, string Placeholder, string Path);
}
