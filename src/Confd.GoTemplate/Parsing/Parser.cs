using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Syntax;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Parsing;

/// <summary>
/// Builds one tree: the text itself, or the body of a <c>define</c> or <c>block</c>, which has a parser of its own on the same
/// tokens. Actions are in this part, pipelines and operands in another, the tokens in a third. Source of the grammar and of the messages:
/// Go <c>text/template/parse/parse.go</c>.
/// </summary>
internal sealed partial class Parser
{
    private readonly ParseSession _session;
    private readonly Lexer _lexer;
    private readonly List<string> _variables = [VariableNode.Root];
    private int _actionLine;
    private int _rangeDepth;
    private int _parenthesisDepth;

    private Parser(ParseSession session)
    {
        _session = session;
        _lexer = session.Lexer;
    }

    /// <summary>Parses a whole text.</summary>
    /// <returns>The bodies of all templates in it, by name.</returns>
    public static Dictionary<string, TemplateBody> Parse(ParseSession session)
    {
        var parser = new Parser(session);
        parser.AddBody(session.Name, parser.ParseText());
        return session.Bodies;
    }

    private void AddBody(string name, ListNode body)
    {
        if (!_session.Bodies.TryGetValue(name, out var known) || known.IsEmpty)
        {
            _session.Bodies[name] = new TemplateBody(body, _session.Name, _session.Text);
        }
        else if (!body.IsEmpty)
        {
            throw Error($"template: multiple definition of template {GoFormat.Quote(name)}");
        }
    }

    // The whole text: like a list of actions, but it may contain definitions and ends with the text.
    private ListNode ParseText()
    {
        var start = _session.Nodes.Count;
        while (Peek().Kind != TokenKind.EndOfText)
        {
            if (Peek().Kind == TokenKind.LeftDelimiter)
            {
                var delimiter = Next();
                if (NextNonSpace().Kind == TokenKind.Define)
                {
                    new Parser(_session).ParseDefinition();
                    continue;
                }

                GiveBack(delimiter);
            }

            var node = ParseTextOrAction();
            if (node.Kind is NodeKind.End or NodeKind.Else)
            {
                throw Error($"unexpected {node}");
            }

            _session.Nodes.Add(node);
        }

        return new ListNode(0, _session.Nodes.TakeFrom(start));
    }

    // {{define "name"}} list {{end}}; the keyword has been read.
    private void ParseDefinition()
    {
        const string Context = "define clause";
        var name = ParseTemplateName(NextNonSpace(), Context);
        Expect(TokenKind.RightDelimiter, Context);
        var (body, end) = ParseList();
        if (end.Kind != NodeKind.End)
        {
            throw Error($"unexpected {end} in {Context}");
        }

        AddBody(name, body);
    }

    // (text | action)* up to {{end}} or {{else}}, which is returned with the list.
    private (ListNode List, Node Terminator) ParseList()
    {
        var position = PeekNonSpace().Position;
        var start = _session.Nodes.Count;
        while (PeekNonSpace().Kind != TokenKind.EndOfText)
        {
            var node = ParseTextOrAction();
            if (node.Kind is NodeKind.End or NodeKind.Else)
            {
                return (new ListNode(position, _session.Nodes.TakeFrom(start)), node);
            }

            _session.Nodes.Add(node);
        }

        throw Error("unexpected EOF");
    }

    private Node ParseTextOrAction()
    {
        ref readonly var token = ref NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Text:
                return new TextNode(token.Position, new ByteString(_session.Text, token.Position, token.Length));
            case TokenKind.LeftDelimiter:
                _actionLine = token.Line;
                var action = ParseAction();
                _actionLine = 0;
                return action;
            default:
                throw Unexpected(token, "input");
        }
    }

    // control | pipeline; the left delimiter has been read.
    private Node ParseAction()
    {
        ref readonly var token = ref NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Block:
                return ParseBlock();
            case TokenKind.Break:
                return ParseLoopExit(NodeKind.Break, token.Position, "{{break}}");
            case TokenKind.Continue:
                return ParseLoopExit(NodeKind.Continue, token.Position, "{{continue}}");
            case TokenKind.Else:
                return ParseElse();
            case TokenKind.End:
                Expect(TokenKind.RightDelimiter, "end");
                return _session.End;
            case TokenKind.If:
                return ParseBranch(NodeKind.If, "if");
            case TokenKind.Range:
                return ParseBranch(NodeKind.Range, "range");
            case TokenKind.Template:
                return ParseTemplateCall();
            case TokenKind.With:
                return ParseBranch(NodeKind.With, "with");
            default:
                var position = token.Position;
                GiveBack();
                return new ActionNode(position, ParsePipeline("command", TokenKind.RightDelimiter), _session.Delimiters);
        }
    }

    private KeywordNode Keyword(NodeKind kind, int position, string word) => new(kind, position, word, _session.Delimiters);

    // {{break}} or {{continue}}; the keyword has been read.
    private KeywordNode ParseLoopExit(NodeKind kind, int position, string context)
    {
        var token = NextNonSpace();
        if (token.Kind != TokenKind.RightDelimiter)
        {
            throw Unexpected(token, context);
        }

        if (_rangeDepth == 0)
        {
            throw Error(context + " outside {{range}}");
        }

        return Keyword(kind, position, context[2..^2]);
    }

    // {{else}}; for {{else if}} and {{else with}} the second word is left for ParseBranch. The keyword has been read.
    private KeywordNode ParseElse()
    {
        var token = PeekNonSpace();
        if (token.Kind is not (TokenKind.If or TokenKind.With))
        {
            token = Expect(TokenKind.RightDelimiter, "else");
        }

        return Keyword(NodeKind.Else, token.Position, "else");
    }

    // {{if pipeline}} list {{end}} | {{if pipeline}} list {{else}} list {{end}}, and so on; the keyword has been read.
    private BranchNode ParseBranch(NodeKind kind, string context)
    {
        if (++_session.ActionDepth > _session.Options.MaxActionDepth)
        {
            throw Error("max action depth exceeded");
        }

        var branch = DeepStack.HasRoom
            ? ParseBranchParts(kind, context)
            : DeepStack.Run(this, (kind, context), static (parser, branch) => parser.ParseBranchParts(branch.kind, branch.context));
        _session.ActionDepth--;
        return branch;
    }

    private BranchNode ParseBranchParts(NodeKind kind, string context)
    {
        var outerVariables = _variables.Count;
        var pipe = ParsePipeline(context, TokenKind.RightDelimiter);
        _rangeDepth += kind == NodeKind.Range ? 1 : 0;
        var (body, terminator) = ParseList();
        _rangeDepth -= kind == NodeKind.Range ? 1 : 0;
        var alternative = terminator.Kind == NodeKind.Else ? ParseAlternative(kind, context, terminator) : null;
        _variables.RemoveRange(outerVariables, _variables.Count - outerVariables);
        return new BranchNode(kind, pipe.Position, pipe, body, alternative, _session.Delimiters);
    }

    // {{else if x}} is {{else}}{{if x}} whose {{end}} ends both; likewise {{else with x}}.
    private ListNode ParseAlternative(NodeKind kind, string context, Node otherwise)
    {
        var chained = kind switch { NodeKind.If => TokenKind.If, NodeKind.With => TokenKind.With, _ => TokenKind.Error };
        if (chained != TokenKind.Error && Peek().Kind == chained)
        {
            Next();
            return new ListNode(otherwise.Position, [ParseBranch(kind, context)]);
        }

        var (list, end) = ParseList();
        return end.Kind == NodeKind.End ? list : throw Error($"expected end; found {end}");
    }

    // {{block "name" pipeline}} list {{end}}: a definition and a call in one place. The keyword has been read.
    private TemplateNode ParseBlock()
    {
        const string Context = "block clause";
        var token = NextNonSpace();
        var name = ParseTemplateName(token, Context);
        var pipe = ParsePipeline(Context, TokenKind.RightDelimiter);
        if (++_session.ActionDepth > _session.Options.MaxActionDepth)
        {
            throw Error("max action depth exceeded");
        }

        var block = new Parser(_session);
        var (body, end) = DeepStack.HasRoom ? block.ParseList() : DeepStack.Run(block, 0, static (block, _) => block.ParseList());
        _session.ActionDepth--;
        if (end.Kind != NodeKind.End)
        {
            throw Error($"unexpected {end} in {Context}");
        }

        block.AddBody(name, body);
        return new TemplateNode(token.Position, name, pipe, _session.Delimiters);
    }

    // {{template "name"}} | {{template "name" pipeline}}; the keyword has been read.
    private TemplateNode ParseTemplateCall()
    {
        const string Context = "template clause";
        var token = NextNonSpace();
        var name = ParseTemplateName(token, Context);
        PipeNode? pipe = null;
        if (NextNonSpace().Kind != TokenKind.RightDelimiter)
        {
            GiveBack();
            pipe = ParsePipeline(Context, TokenKind.RightDelimiter);
        }

        return new TemplateNode(token.Position, name, pipe, _session.Delimiters);
    }

    private string ParseTemplateName(in Token token, string context)
        => token.Kind is TokenKind.String or TokenKind.RawString ? UnquoteBytes(token).ToString() : throw Unexpected(token, context);

    private ByteString UnquoteBytes(in Token token)
        => Unquoter.TryUnquote(_session.Text.AsMemory(token.Position, token.Length), out var bytes) ? bytes : throw Error("invalid syntax");

    private TemplateException Unexpected(in Token token, string context)
    {
        if (token.Kind != TokenKind.Error)
        {
            return Error($"unexpected {Describe(token)} in {context}");
        }

        var problem = _session.Lexer.Problem!;
        if (_actionLine == 0 || _actionLine == token.Line)
        {
            return Error(problem);
        }

        var place = problem.EndsWith(" action", StringComparison.Ordinal) ? " started at" : " in action started at";
        return Error($"{problem}{place} {_session.Name}:{_actionLine}");
    }

    private string Describe(in Token token)
    {
        const int MaxShownLength = 10;
        if (token.Kind == TokenKind.EndOfText)
        {
            return "EOF";
        }

        var bytes = _session.BytesOf(token);
        if (token.Kind >= TokenKind.Block)
        {
            return $"<{_session.TextOf(token)}>";
        }

        return bytes.Length <= MaxShownLength
            ? GoFormat.Quote(ByteString.Copy(bytes)).ToString()
            : GoFormat.Quote(ByteString.Copy(GoQuote.FirstRunes(bytes, MaxShownLength))) + "...";
    }

    private TemplateException Error(string reason)
    {
        var line = _tokens[0].Line;
        return new TemplateException(TemplateErrorKind.Parse, $"template: {_session.Name}:{line}: {reason}")
        {
            TemplateName = _session.Name,
            Line = line,
            Reason = reason,
        };
    }
}
