using System.Text;
using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Syntax;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Parsing;

/// <summary>What all trees of one text share while it is read.</summary>
internal sealed class ParseSession
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal) { [VariableNode.Root] = VariableNode.Root };

    public ParseSession(string name, byte[] text, FunctionTable functions, TemplateOptions options)
    {
        Name = name;
        Text = text;
        Functions = functions;
        Options = options;
        var left = options.LeftDelimiter.Length == 0 ? TemplateOptions.Default.LeftDelimiter : options.LeftDelimiter;
        var right = options.RightDelimiter.Length == 0 ? TemplateOptions.Default.RightDelimiter : options.RightDelimiter;
        Delimiters = new Delimiters(left, right);
        Lexer = new Lexer(text, left, right, !functions.Replaces("break"), !functions.Replaces("continue"));
    }

    public string Name { get; }

    public byte[] Text { get; }

    public FunctionTable Functions { get; }

    public TemplateOptions Options { get; }

    public Delimiters Delimiters { get; }

    public Lexer Lexer { get; }

    /// <summary>The bodies read so far, by template name.</summary>
    public Dictionary<string, TemplateBody> Bodies { get; } = new(StringComparer.Ordinal);

    /// <summary>The string constants read so far.</summary>
    public List<ByteString> Constants { get; } = [];

    /// <summary>The names of the functions that are called by what was read so far.</summary>
    public HashSet<string> FunctionNames { get; } = new(StringComparer.Ordinal);

    /// <summary>How deep control actions nest at the moment.</summary>
    public int ActionDepth { get; set; }

    public ReadOnlySpan<byte> BytesOf(Token token) => Text.AsSpan(token.Position, token.Length);

    public string TextOf(Token token) => Encoding.UTF8.GetString(BytesOf(token));

    /// <summary>The one string object for a name, so that names can be compared by reference.</summary>
    public string Intern(string name)
    {
        if (!_names.TryGetValue(name, out var known))
        {
            _names.Add(name, known = name);
        }

        return known;
    }
}
