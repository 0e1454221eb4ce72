using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Syntax;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Parsing;

/// <content>Pipelines, commands and operands.</content>
internal sealed partial class Parser
{
    // declarations? command ('|' command)* up to the right delimiter or parenthesis.
    private PipeNode ParsePipeline(string context, TokenKind end)
    {
        var position = PeekNonSpace().Position;
        VariableNode[] variables = [];
        var isAssignment = ParseDeclarations(context, ref variables);
        var start = _session.Commands.Count;
        while (true)
        {
            ref readonly var token = ref PeekNonSpace();
            if (token.Kind == end)
            {
                Next();
                var commands = _session.Commands.TakeFrom(start);
                CheckPipeline(commands, context);
                return new PipeNode(position, variables, isAssignment, commands);
            }

            if (!StartsOperand(token.Kind))
            {
                throw Unexpected(token, context);
            }

            _session.Commands.Add(ParseCommand());
        }
    }

    private static bool StartsOperand(TokenKind kind) => kind is TokenKind.Bool or TokenKind.CharConstant or TokenKind.Complex
        or TokenKind.Dot or TokenKind.Field or TokenKind.Identifier or TokenKind.Number or TokenKind.Nil or TokenKind.RawString
        or TokenKind.String or TokenKind.Variable or TokenKind.LeftParenthesis;

    // ($x (':=' | '='))? or in range also $x ',' $y (':=' | '='). Returns whether it assigns rather than declares.
    private bool ParseDeclarations(string context, ref VariableNode[] variables)
    {
        while (PeekNonSpace().Kind == TokenKind.Variable)
        {
            var variable = Next();

            // Space is a token: in "$x foo" foo must be read to find out that $x is an argument, and is then returned with the space.
            var afterVariable = Peek();
            var next = PeekNonSpace();
            if (next.Kind is TokenKind.Assign or TokenKind.Declare)
            {
                NextNonSpace();
                Declare(variable, ref variables);
                return next.Kind == TokenKind.Assign;
            }

            if (next.Kind != TokenKind.Char || !_session.BytesOf(next).SequenceEqual(","u8))
            {
                if (afterVariable.Kind == TokenKind.Space)
                {
                    GiveBack(variable, afterVariable);
                }
                else
                {
                    GiveBack(variable);
                }

                return false;
            }

            NextNonSpace();
            Declare(variable, ref variables);
            if (context != "range" || variables.Length >= 2)
            {
                throw Error("too many declarations in " + context);
            }

            if (PeekNonSpace().Kind is not (TokenKind.Variable or TokenKind.RightDelimiter or TokenKind.RightParenthesis))
            {
                throw Error("range can only initialize variables");
            }
        }

        return false;
    }

    private void Declare(in Token token, ref VariableNode[] variables)
    {
        var name = _session.VariableOf(token);
        variables = [.. variables, new VariableNode(token.Position, name, [])];
        _variables.Add(name);
    }

    private void CheckPipeline(CommandNode[] commands, string context)
    {
        if (commands.Length == 0)
        {
            throw Error("missing value for " + context);
        }

        for (var i = 1; i < commands.Length; i++)
        {
            if (commands[i].Words[0].Kind is NodeKind.Bool or NodeKind.Dot or NodeKind.Nil or NodeKind.Number or NodeKind.String)
            {
                throw Error($"non executable command in pipeline stage {i + 1}");
            }
        }
    }

    // operand (space operand)* up to a pipe, which is taken, or a right delimiter or parenthesis, which is left.
    private CommandNode ParseCommand()
    {
        var position = PeekNonSpace().Position;
        var start = _session.Nodes.Count;
        while (true)
        {
            if (ParseOperand() is { } operand)
            {
                _session.Nodes.Add(operand);
            }

            ref readonly var token = ref Next();
            if (token.Kind == TokenKind.Space)
            {
                continue;
            }

            if (token.Kind is TokenKind.RightDelimiter or TokenKind.RightParenthesis)
            {
                GiveBack();
            }
            else if (token.Kind != TokenKind.Pipe)
            {
                throw Unexpected(token, "operand");
            }

            var words = _session.Nodes.TakeFrom(start);
            return words.Length > 0 ? new CommandNode(position, words) : throw Error("empty command");
        }
    }

    // term .Field*; null where the next token starts no term.
    private Node? ParseOperand()
    {
        var term = ParseTerm();
        if (term is null || Peek().Kind != TokenKind.Field)
        {
            return term;
        }

        var position = Peek().Position;
        var start = _session.Fields.Count;
        if (term is FieldNode { Fields: [var first] })
        {
            _session.Fields.Add(first);
        }

        while (Peek().Kind == TokenKind.Field)
        {
            _session.Fields.Add(_session.FieldOf(Next()));
        }

        var fields = _session.Fields.TakeFrom(start);
        return term switch
        {
            FieldNode => new FieldNode(position, fields),
            VariableNode variable => new VariableNode(position, variable.Name, fields),
            PipeNode or IdentifierNode => new ChainNode(position, term, fields),
            _ => throw Error($"unexpected . after term {GoFormat.Quote(term.ToString())}"),
        };
    }

    // constant | function | '.' | .Field | $variable | '(' pipeline ')'; null where the next token starts none of them.
    private Node? ParseTerm()
    {
        ref readonly var token = ref NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Identifier:
                var function = _session.FunctionOf(token)
                    ?? throw Error($"function {GoFormat.Quote(_session.TextOf(token))} not defined");
                return new IdentifierNode(token.Position, function);
            case TokenKind.Dot:
                return new KeywordNode(NodeKind.Dot, token.Position, ".");
            case TokenKind.Nil:
                return new KeywordNode(NodeKind.Nil, token.Position, "nil");
            case TokenKind.Variable:
                return UseVariable(token);
            case TokenKind.Field:
                return new FieldNode(token.Position, [_session.FieldOf(token)]);
            case TokenKind.Bool:
                return new BoolNode(token.Position, _session.BytesOf(token).SequenceEqual("true"u8));
            case TokenKind.CharConstant or TokenKind.Complex or TokenKind.Number:
                return NumberReader.Read(token.Kind, token.Position, _session.BytesOf(token), out var problem) ?? throw Error(problem);
            case TokenKind.LeftParenthesis:
                return ParseParentheses();
            case TokenKind.String or TokenKind.RawString:
                var text = UnquoteBytes(token);
                _session.Constants.Add(text);
                return new StringNode(token.Position, _session.Text.AsMemory(token.Position, token.Length), text);
            default:
                GiveBack();
                return null;
        }
    }

    private PipeNode ParseParentheses()
    {
        if (_parenthesisDepth >= _session.Options.MaxExpressionDepth)
        {
            throw Error("max expression depth exceeded");
        }

        const string Context = "parenthesized pipeline";
        _parenthesisDepth++;
        var pipe = DeepStack.HasRoom
            ? ParsePipeline(Context, TokenKind.RightParenthesis)
            : DeepStack.Run(this, Context, static (parser, context) => parser.ParsePipeline(context, TokenKind.RightParenthesis));
        _parenthesisDepth--;
        return pipe;
    }

    private VariableNode UseVariable(in Token token)
    {
        var name = _session.VariableOf(token);
        return _variables.Contains(name)
            ? new VariableNode(token.Position, name, [])
            : throw Error($"undefined variable {GoFormat.Quote(name)}");
    }
}
