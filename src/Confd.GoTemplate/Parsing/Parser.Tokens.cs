using System.Runtime.CompilerServices;

namespace Confd.GoTemplate.Parsing;

/// <content>The look-ahead of tokens.</content>
internal sealed partial class Parser
{
    private Ahead _tokens;
    private int _peeked;

    // The tokens that these four return are valid until the next token is read.
    private ref readonly Token Next()
    {
        ref readonly var token = ref Peek();
        _peeked--;
        return ref token;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref readonly Token Peek()
    {
        if (_peeked == 0)
        {
            ReadAhead();
        }

        return ref _tokens[_peeked - 1];
    }

    private void ReadAhead()
    {
        _lexer.Read(out _tokens[0]);
        _peeked = 1;
    }

    private ref readonly Token NextNonSpace()
    {
        while (true)
        {
            ref readonly var token = ref Next();
            if (token.Kind != TokenKind.Space)
            {
                return ref token;
            }
        }
    }

    private ref readonly Token PeekNonSpace()
    {
        while (Peek().Kind == TokenKind.Space)
        {
            _peeked--;
        }

        return ref Peek();
    }

    private void GiveBack() => _peeked++;

    // Returns two tokens to the look-ahead: the last one read, and this before it.
    private void GiveBack(Token first)
    {
        _tokens[1] = first;
        _peeked = 2;
    }

    private void GiveBack(Token first, Token second)
    {
        _tokens[1] = second;
        _tokens[2] = first;
        _peeked = 3;
    }

    private ref readonly Token Expect(TokenKind kind, string context)
    {
        ref readonly var token = ref NextNonSpace();
        if (token.Kind != kind)
        {
            throw Unexpected(token, context);
        }

        return ref token;
    }

    // Three tokens of look-ahead; the last one returned is at _peeked - 1.
    [InlineArray(3)]
    private struct Ahead
    {
        private Token _first;
    }
}
