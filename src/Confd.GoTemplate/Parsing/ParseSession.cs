using System.Text;
using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Syntax;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Parsing;

/// <summary>The state that all trees of one text share while it is parsed.</summary>
internal sealed class ParseSession : IDisposable
{
    private readonly NameTable<FieldName> _fields = new();
    private readonly NameTable<string> _variables = new();
    private readonly NameTable<GoFunction> _functions = new();

    public ParseSession(string name, byte[] text, FunctionTable functions, TemplateOptions options)
    {
        Name = name;
        Text = text;
        Functions = functions;
        Options = options;
        var left = options.LeftDelimiter.Length == 0 ? TemplateOptions.Default.LeftDelimiter : options.LeftDelimiter;
        var right = options.RightDelimiter.Length == 0 ? TemplateOptions.Default.RightDelimiter : options.RightDelimiter;
        Delimiters = new Delimiters(left, right);
        End = new KeywordNode(NodeKind.End, position: 0, "end", Delimiters);
        Lexer = new Lexer(text, left, right, !functions.Replaces("break"), !functions.Replaces("continue"));
    }

    public string Name { get; }

    public byte[] Text { get; }

    public FunctionTable Functions { get; }

    public TemplateOptions Options { get; }

    public Delimiters Delimiters { get; }

    /// <summary>The <c>{{end}}</c> of every list: its position is never needed.</summary>
    public KeywordNode End { get; }

    public Lexer Lexer { get; }

    /// <summary>The bodies parsed so far, by template name.</summary>
    public Dictionary<string, TemplateBody> Bodies { get; } = new(StringComparer.Ordinal);

    /// <summary>The nodes of the lists and commands that are being parsed.</summary>
    public Pending<Node> Nodes { get; } = new();

    /// <summary>The field names of the chains that are being parsed.</summary>
    public Pending<FieldName> Fields { get; } = new();

    /// <summary>The commands of the pipelines that are being parsed.</summary>
    public Pending<CommandNode> Commands { get; } = new();

    /// <summary>The string constants parsed so far.</summary>
    public Pending<ByteString> Constants { get; } = new();

    /// <summary>The names of the functions that are called in the text parsed so far.</summary>
    public string[] FunctionNames => _functions.Select(static function => function.Name);

    /// <summary>The current nesting depth of control actions.</summary>
    public int ActionDepth { get; set; }

    public ReadOnlySpan<byte> BytesOf(in Token token) => Text.AsSpan(token.Position, token.Length);

    public string TextOf(in Token token) => Encoding.UTF8.GetString(BytesOf(token));

    /// <summary>The only string object for a variable's name, so that names can be compared by reference.</summary>
    public string VariableOf(in Token token)
    {
        if (token.Length == VariableNode.Root.Length)
        {
            return VariableNode.Root;
        }

        var name = NameAt(token.Position, token.Length);
        if (_variables.Find(name) is not { } known)
        {
            _variables.Add(name, known = name.ToString());
        }

        return known;
    }

    /// <summary>The only object for a field's name; the token includes the dot.</summary>
    public FieldName FieldOf(in Token token)
    {
        var name = NameAt(token.Position + 1, token.Length - 1);
        if (_fields.Find(name) is not { } known)
        {
            _fields.Add(name, known = new FieldName(name));
        }

        return known;
    }

    /// <summary>The function of a name; null where there is none.</summary>
    public GoFunction? FunctionOf(in Token token)
    {
        var name = NameAt(token.Position, token.Length);
        if (_functions.Find(name) is { } known)
        {
            return known;
        }

        var function = Functions.Find(name.ToString());
        if (function is not null)
        {
            _functions.Add(name, function);
        }

        return function;
    }

    /// <summary>Returns the memory of pending items.</summary>
    public void Dispose()
    {
        _fields.Dispose();
        _variables.Dispose();
        _functions.Dispose();
        Nodes.Dispose();
        Fields.Dispose();
        Commands.Dispose();
        Constants.Dispose();
    }

    private ByteString NameAt(int position, int length) => new(Text, position, length);
}
