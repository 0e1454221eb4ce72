using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Confd.Engine.Keys;
using Confd.Engine.Posix;
using Confd.Engine.Templates;
using Confd.Engine.Templates.Functions;
using Confd.GoTemplate;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Resources;

/// <summary>A setting whose text may depend on the machine: <c>${NAME}</c> is replaced by a variable, <c>{{…}}</c> is an expression.
/// Immutable.</summary>
/// <remarks>
/// A variable that is not set is an error, unless a default is given: <c>${NAME:-default}</c>. Templates have the functions for text,
/// numbers, logic and the system (<c>getenv</c>, <c>hostname</c>), but none that reads keys.
/// </remarks>
internal sealed partial class SettingTemplate
{
    // A misspelled {{.name}} must not become part of a path.
    private static readonly TemplateOptions Options = new() { MissingKey = MissingKeyBehavior.Error };

    private static readonly FunctionTable Functions = FunctionTable.Predefined
        .With(TextFunctions.All)
        .With(MathFunctions.All)
        .With(LogicFunctions.All)
        .With(SystemFunctions.All)
        .With([GoFunction.Create("requiredVariable", [GoType.String], GoType.String, RequiredVariable)]);

    private readonly string _text;
    private readonly Template? _template;
    private readonly Func<string, string?> _variable;

    private SettingTemplate(string text, Template? template, Func<string, string?> variable)
    {
        _text = text;
        _template = template;
        _variable = variable;
    }

    /// <summary>True where the text depends on the machine or on names of keys.</summary>
    public static bool IsComputed(string text) => text.Contains("{{", StringComparison.Ordinal) || Variable().IsMatch(text);

    /// <summary>Parses a setting.</summary>
    /// <param name="name">The name in errors.</param>
    /// <param name="text">The setting as written.</param>
    /// <param name="variable">Returns variables; null means "not set".</param>
    /// <exception cref="TemplateException">The text is not a valid template.</exception>
    public static SettingTemplate Parse(string name, string text, Func<string, string?> variable) => new(
        text,
        text.Contains("{{", StringComparison.Ordinal) ? Template.Parse(
            name, Encoding.UTF8.GetBytes(VariablesAsActions(text)), Functions, Options) : null,
        variable);

    /// <summary>The text for a dot.</summary>
    /// <param name="dot">The value of <c>{{.}}</c>; invalid for none.</param>
    /// <exception cref="TemplateException">The template failed.</exception>
    /// <exception cref="ResourceException">A variable is not set.</exception>
    public string Render(Value dot)
    {
        if (_template is null)
        {
            return _text.Contains("${", StringComparison.Ordinal) ? Variable().Replace(_text, ValueOf) : _text;
        }

        var options = new TemplateRendererOptions { TemplateFolder = "/", Environment = _variable };
        var output = new ArrayBufferWriter<byte>();
        _template.Render(output, dot, new RenderRun(
            new RenderInput(KeySnapshot.Empty), new RenderServices(options), new TemplateCache(options), options.TemplateFolder));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    // Variables inside actions belong to the template; a value never becomes a part of the template's text.
    private static string VariablesAsActions(string text)
    {
        var result = new StringBuilder();
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var start = rest.IndexOf("{{", StringComparison.Ordinal);
            var literal = start < 0 ? rest : rest[..start];
            result.Append(Variable().Replace(literal.ToString(), AsAction));
            rest = rest[literal.Length..];
            var end = rest.IndexOf("}}", StringComparison.Ordinal);
            var action = end < 0 ? rest : rest[..(end + 2)];
            result.Append(action);
            rest = rest[action.Length..];
        }

        return result.ToString();
    }

    private static string AsAction(Match match)
    {
        var fallback = match.Groups["default"];
        var name = GoFormat.Quote(match.Groups["name"].Value);
        return fallback.Success ? $"{{{{getenv {name} {GoFormat.Quote(fallback.Value)}}}}}" : $"{{{{requiredVariable {name}}}}}";
    }

    private string ValueOf(Match match)
    {
        var name = match.Groups["name"].Value;
        var value = _variable(name);
        var fallback = match.Groups["default"];
        return !string.IsNullOrEmpty(value) ? LosslessText.Show(value)
            : fallback.Success ? fallback.Value
            : throw new ResourceException(NotSet(name));
    }

    private static Value RequiredVariable(RenderContext context, ReadOnlySpan<Value> arguments)
    {
        var name = arguments[0].AsString();
        return context.GetState<RenderRun>().Services.FindVariable(name) is { Length: > 0 } value
            ? Value.FromString(value)
            : throw new TemplateFunctionException(NotSet(name.ToString()));
    }

    private static string NotSet(string name) => $"environment variable {name} is not set";

    [GeneratedRegex(
        @"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(:-(?<default>[^}]*))?\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Variable();
}
