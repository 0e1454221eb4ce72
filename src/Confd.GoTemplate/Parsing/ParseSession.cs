using System.Text;
using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Syntax;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Parsing;

/// <summary>What all trees of one text share while it is read.</summary>
internal sealed class ParseSession : IDisposable
{
    // Longer names take the way over a string of their own.
    private const int LongestOnStack = 128;

    // More are not searched for a name: sharing the objects of names saves memory, and a search must not cost more than that.
    private const int MostShared = 32;

    private readonly Pending<FieldName> _fields = new();
    private HashSet<string>? _variables;

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

    /// <summary>The <c>{{end}}</c> of every list: nothing asks where it stands.</summary>
    public KeywordNode End { get; }

    public Lexer Lexer { get; }

    /// <summary>The bodies read so far, by template name.</summary>
    public Dictionary<string, TemplateBody> Bodies { get; } = new(StringComparer.Ordinal);

    /// <summary>The nodes of the lists and commands that are being read.</summary>
    public Pending<Node> Nodes { get; } = new();

    /// <summary>The field names of the chains that are being read.</summary>
    public Pending<FieldName> Fields { get; } = new();

    /// <summary>The commands of the pipelines that are being read.</summary>
    public Pending<CommandNode> Commands { get; } = new();

    /// <summary>The string constants read so far.</summary>
    public Pending<ByteString> Constants { get; } = new();

    /// <summary>The names of the functions that are called by what was read so far.</summary>
    public HashSet<string> FunctionNames { get; } = new(StringComparer.Ordinal);

    /// <summary>How deep control actions nest at the moment.</summary>
    public int ActionDepth { get; set; }

    public ReadOnlySpan<byte> BytesOf(Token token) => Text.AsSpan(token.Position, token.Length);

    public string TextOf(Token token) => Encoding.UTF8.GetString(BytesOf(token));

    /// <summary>The one string object for a variable's name, so that names can be compared by reference.</summary>
    public string VariableOf(Token token)
    {
        Span<char> room = stackalloc char[LongestOnStack];
        var name = CharactersOf(BytesOf(token), room);
        if (name.SequenceEqual(VariableNode.Root))
        {
            return VariableNode.Root;
        }

        _variables ??= new HashSet<string>(StringComparer.Ordinal);
        var byName = _variables.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!byName.TryGetValue(name, out var known))
        {
            _variables.Add(known = name.ToString());
        }

        return known;
    }

    /// <summary>A field's name, mostly the one object for it; the token has the dot as well.</summary>
    public FieldName FieldOf(Token token)
    {
        var key = new ByteString(Text.AsMemory(token.Position + 1, token.Length - 1));
        foreach (var known in _fields.Items)
        {
            if (known.Key == key)
            {
                return known;
            }
        }

        var name = new FieldName(key);
        if (_fields.Count < MostShared)
        {
            _fields.Add(name);
        }

        return name;
    }

    /// <summary>The function that a name stands for; null where there is none.</summary>
    public GoFunction? FunctionOf(Token token)
    {
        Span<char> room = stackalloc char[LongestOnStack];
        var function = Functions.Find(CharactersOf(BytesOf(token), room));
        if (function is not null)
        {
            FunctionNames.Add(function.Name);
        }

        return function;
    }

    /// <summary>Gives the memory of what was pending back.</summary>
    public void Dispose()
    {
        _fields.Dispose();
        Nodes.Dispose();
        Fields.Dispose();
        Commands.Dispose();
        Constants.Dispose();
    }

    private static ReadOnlySpan<char> CharactersOf(ReadOnlySpan<byte> bytes, Span<char> room) =>
        bytes.Length <= room.Length ? room[..Encoding.UTF8.GetChars(bytes, room)] : Encoding.UTF8.GetString(bytes);
}
