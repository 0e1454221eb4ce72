using System.Globalization;
using System.Text;

namespace Confd.Flags.Validation;

/// <summary>A place in the checked text, which collects the problems found there.</summary>
internal readonly struct ValidationScope
{
    private readonly string _path;
    private readonly List<FlagDocumentProblem> _problems;

    private ValidationScope(string path, List<FlagDocumentProblem> problems, int? variations)
    {
        _path = path;
        _problems = problems;
        Variations = variations;
    }

    /// <summary>The number of variations of the flag that contains the place; null outside of flags.</summary>
    public int? Variations { get; }

    public static ValidationScope Root(List<FlagDocumentProblem> problems) => new("$", problems, null);

    public ValidationScope WithVariations(int count) => new(_path, _problems, count);

    public ValidationScope Field(string name) => new(_path + Step(name), _problems, Variations);

    public ValidationScope Item(int index) => new($"{_path}[{index.ToString(CultureInfo.InvariantCulture)}]", _problems, Variations);

    /// <summary>Adds a problem for evaluators.</summary>
    public void AddError(string message) => _problems.Add(new FlagDocumentProblem(_path, message, IsWarning: false));

    /// <summary>Adds a possible problem, which may be intended.</summary>
    public void AddWarning(string message) => _problems.Add(new FlagDocumentProblem(_path, message, IsWarning: true));

    // RFC 9535: a name of letters, digits and underlines after a dot, any other in brackets. Names end up on terminals.
    private static string Step(string name)
    {
        if (name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            return "." + name;
        }

        var text = new StringBuilder("['");
        foreach (var c in name)
        {
            text.Append(c switch
            {
                '\'' or '\\' => $"\\{c}",
                _ when char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }

        return text.Append("']").ToString();
    }
}
