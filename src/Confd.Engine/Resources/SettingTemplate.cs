using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Confd.Engine.Keys;
using Confd.Engine.Rendering;
using Confd.Engine.Rendering.Functions;
using Confd.GoTemplate;
using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Resources;

/// <summary>A setting whose text may depend on the machine: a template where it contains <c>{{</c>, else a text with <c>${NAME}</c>. Immutable.</summary>
/// <remarks>
/// A variable that is not set is an error, unless a default is given: <c>${NAME:-default}</c>. Templates know the functions for text, numbers,
/// logic and the system (<c>getenv</c>, <c>hostname</c>), none that reads keys.
/// </remarks>
internal sealed partial class SettingTemplate
{
    private static readonly FunctionTable Functions = FunctionTable.Predefined
        .With(TextFunctions.All)
        .With(MathFunctions.All)
        .With(LogicFunctions.All)
        .With(SystemFunctions.All);

    private readonly string _text;
    private readonly Template? _template;

    private SettingTemplate(string text, Template? template)
    {
        _text = text;
        _template = template;
    }

    /// <summary>Reads a setting.</summary>
    /// <param name="name">The name that errors carry.</param>
    /// <param name="text">The setting as written.</param>
    /// <exception cref="TemplateException">The text is no template.</exception>
    public static SettingTemplate Parse(string name, string text) => new(
        text,
        text.Contains("{{", StringComparison.Ordinal) ? Template.Parse(name, Encoding.UTF8.GetBytes(text), Functions) : null);

    /// <summary>The text for a dot.</summary>
    /// <param name="dot">What <c>{{.}}</c> is; invalid for none.</param>
    /// <exception cref="TemplateException">The template failed.</exception>
    /// <exception cref="ResourceException">A variable is not set.</exception>
    public string Render(Value dot)
    {
        if (_template is null)
        {
            return _text.Contains("${", StringComparison.Ordinal) ? Variable().Replace(_text, ValueOf) : _text;
        }

        var options = new TemplateRendererOptions { TemplateFolder = "/" };
        var output = new ArrayBufferWriter<byte>();
        _template.Render(output, dot, new RenderRun(KeySnapshot.Empty, new RenderServices(options), new TemplateCache(options), options.TemplateFolder));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string ValueOf(Match match)
    {
        var name = match.Groups["name"].Value;
        var value = Environment.GetEnvironmentVariable(name);
        var fallback = match.Groups["default"];
        return !string.IsNullOrEmpty(value) ? value
            : fallback.Success ? fallback.Value
            : throw new ResourceException($"environment variable {name} is not set");
    }

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(:-(?<default>[^}]*))?\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Variable();
}
