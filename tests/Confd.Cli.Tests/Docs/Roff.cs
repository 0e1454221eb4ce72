using System.Text;

namespace Confd.Cli.Tests.Docs;

/// <summary>Writes the macros of man pages (man(7)); texts are escaped.</summary>
internal sealed class Roff
{
    private readonly StringBuilder _text = new();

    /// <summary>The page so far.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>A line with a macro, such as <c>.SH NAME</c>; the arguments are quoted where they need it.</summary>
    public Roff Macro(string name, params string[] arguments)
    {
        _text.Append('.').Append(name);
        foreach (var argument in arguments)
        {
            var escaped = Escape(argument).Replace("\"", "\\(dq", StringComparison.Ordinal);
            _text.Append(' ').Append(escaped.Length == 0 || escaped.Contains(' ') ? $"\"{escaped}\"" : escaped);
        }

        _text.Append('\n');
        return this;
    }

    /// <summary>A line of running text.</summary>
    public Roff Text(string text)
    {
        var escaped = Escape(text);
        _text.Append(escaped is ['.' or '\'', ..] ? "\\&" : "").Append(escaped).Append('\n');
        return this;
    }

    /// <summary>A paragraph with a bold term before it.</summary>
    public Roff Item(string term, string text) => Macro("TP").Macro("B", term).Text(text);

    /// <summary>Lines that keep their breaks.</summary>
    public Roff Code(params string[] lines)
    {
        Macro("PP").Macro("nf").Macro("RS");
        foreach (var line in lines)
        {
            Text(line);
        }

        return Macro("RE").Macro("fi");
    }

    // A plain hyphen may be typeset as another character, which nobody can copy into a shell; other characters have names in groff_char(7).
    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var character in text)
        {
            escaped.Append(character switch
            {
                '\\' => "\\e",
                '-' => "\\-",
                > '~' => $"\\[u{(int)character:X4}]",
                _ => character.ToString(),
            });
        }

        return escaped.ToString();
    }
}
