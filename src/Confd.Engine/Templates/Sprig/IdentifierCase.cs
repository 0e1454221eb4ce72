using System.Buffers;
using System.Globalization;
using System.Text;
using Confd.GoRegex;
using Confd.GoTemplate;
using Confd.GoTemplate.Formatting;
using Confd.GoTemplate.Values;
using Confd.Shared;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Names in snake, kebab and Pascal case as converted by huandu's <c>xstrings</c> 1.5, which differs from confd's own
/// functions in digits and other characters.</summary>
internal static class IdentifierCase
{
    private enum Word
    {
        None,
        Number,
        UpperCase,
        Alphabet,
        Connector,
        Punctuation,
        Other,
    }

    /// <summary>The words in lower case, joined with a connector.</summary>
    public static ByteString Lower(RenderContext context, ByteString text, char connector)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 8);
        var reader = new WordReader(context, text.Span, output, connector);
        reader.Join();
        return new ByteString(output.WrittenMemory);
    }

    /// <summary>The words joined, each with a capital first; text before the first word stays.</summary>
    public static ByteString Pascal(RenderContext context, ByteString text)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 8);
        var rest = text.Span;
        var rune = 0;
        var isCapital = false;
        while (!rest.IsEmpty)
        {
            rune = Take(ref rest);
            if (!IsConnector(rune))
            {
                isCapital = GoCase.IsUpper(rune);
                rune = GoCase.ToUpper(rune);
                break;
            }

            GoUtf8.Write(output, rune);
        }

        while (!rest.IsEmpty)
        {
            context.Step();
            var previous = rune;
            rune = Take(ref rest);
            if (IsConnector(rune) && IsConnector(previous))
            {
                GoUtf8.Write(output, previous);
            }
            else if (IsConnector(previous))
            {
                isCapital = GoCase.IsUpper(rune);
                rune = GoCase.ToUpper(rune);
            }
            else
            {
                isCapital = isCapital && GoCase.IsUpper(rune);
                rune = isCapital ? GoCase.ToLower(rune) : rune;
                GoUtf8.Write(output, previous);
            }
        }

        if (!text.IsEmpty)
        {
            GoUtf8.Write(output, rune);
        }

        return new ByteString(output.WrittenMemory);
    }

    private static int Take(ref ReadOnlySpan<byte> text)
    {
        var rune = GoUtf8.DecodeFirst(text, out var width);
        text = text[width..];
        return rune;
    }

    private static bool IsConnector(int rune) => rune is '-' or '_' || GoWords.IsSpace(rune);

    private static bool IsAlphabet(int rune) => GoUnicode.IsLetter(rune)
        && rune is not ((>= 0x4E00 and <= 0x9FCC) or (>= 0x3400 and <= 0x4D85) or (>= 0x20000 and <= 0x2B81D));

    private static bool IsNumber(int rune) => CategoryOf(rune) is
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    private static bool IsPunctuation(int rune) => CategoryOf(rune) is
        >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation;

    // Characters unknown to Go's Unicode version are in none of its classes; .NET's is newer.
    private static UnicodeCategory CategoryOf(int rune) =>
        GoUnicode.IsPrint(rune) ? Rune.GetUnicodeCategory(new Rune(rune)) : UnicodeCategory.OtherNotAssigned;

    /// <summary>Splits a text into runs of one kind and joins them again (xstrings <c>camelCaseToLowerCase</c>).</summary>
    private ref struct WordReader(
        RenderContext context, ReadOnlySpan<byte> text, ArrayBufferWriter<byte> output, char connector)
    {
        private ReadOnlySpan<byte> _rest = text;
        private ReadOnlySpan<byte> _word;
        private Word _kind;

        public void Join()
        {
            Next();
            while (!_rest.IsEmpty)
            {
                if (_kind != Word.Connector)
                {
                    Write(_kind, _word);
                }

                var before = _kind;
                var last = _word;
                Next();
                switch (before)
                {
                    case Word.Number:
                        WriteRun();
                        Connect(_kind is not (Word.None or Word.Punctuation or Word.Connector));
                        break;
                    case Word.Connector:
                        Write(before, last);
                        break;
                    case Word.Punctuation:
                        break;
                    default:
                        JoinAfterLetters();
                        break;
                }
            }

            Write(_kind, _word);
        }

        // A number belongs to the word before, unless lower-case letters follow it.
        private void JoinAfterLetters()
        {
            if (_kind != Word.Number)
            {
                Connect(_kind is not (Word.Connector or Word.Punctuation));
                return;
            }

            if (_rest.IsEmpty)
            {
                return;
            }

            var number = _word;
            Next();
            if (_kind != Word.Alphabet)
            {
                Write(Word.Number, number);
                Connect(_kind is not (Word.Connector or Word.Punctuation));
                return;
            }

            Connect(isNeeded: true);
            Write(Word.Number, number);
            WriteRun();
            Connect(_kind is not (Word.None or Word.Connector or Word.Punctuation));
        }

        private void WriteRun()
        {
            while (_kind is Word.Alphabet or Word.Number)
            {
                Write(_kind, _word);
                Next();
            }
        }

        private readonly void Connect(bool isNeeded)
        {
            if (isNeeded)
            {
                GoUtf8.Write(output, connector);
            }
        }

        private readonly void Write(Word kind, ReadOnlySpan<byte> word)
        {
            if (kind is not (Word.UpperCase or Word.Connector))
            {
                output.Write(word);
                return;
            }

            while (!word.IsEmpty)
            {
                var rune = Take(ref word);
                GoUtf8.Write(output, IsConnector(rune) ? connector : GoCase.IsUpper(rune) ? GoCase.ToLower(rune) : rune);
            }
        }

        private void Next()
        {
            var start = _rest;
            var first = Peek(GoUtf8.ReplacementRune, out var width);
            _rest = _rest[width..];
            _kind = start.IsEmpty || first == GoUtf8.ReplacementRune ? Word.None : KindOf(first);
            switch (_kind)
            {
                case Word.None:
                    break;
                case Word.UpperCase:
                    TakeCapitals(first);
                    break;
                default:
                    TakeWhile(first, _kind switch
                    {
                        Word.Connector => IsConnector,
                        Word.Punctuation => IsPunctuation,
                        Word.Alphabet => static rune => IsAlphabet(rune) && !GoCase.IsUpper(rune),
                        Word.Number => IsNumber,
                        _ => static rune => !IsConnector(rune) && !IsAlphabet(rune) && !IsNumber(rune) && !IsPunctuation(rune),
                    });
                    break;
            }

            _word = start[..(start.Length - _rest.Length)];
        }

        private static Word KindOf(int rune) => rune switch
        {
            _ when IsConnector(rune) => Word.Connector,
            _ when IsPunctuation(rune) => Word.Punctuation,
            _ when GoCase.IsUpper(rune) => Word.UpperCase,
            _ when IsAlphabet(rune) => Word.Alphabet,
            _ when IsNumber(rune) => Word.Number,
            _ => Word.Other,
        };

        // In "HTTPStatus" the last capital belongs to the next word.
        private void TakeCapitals(int first)
        {
            if (_rest.IsEmpty)
            {
                return;
            }

            var rune = Peek(first, out var width);
            if (!GoCase.IsUpper(rune))
            {
                if (IsAlphabet(rune))
                {
                    TakeWhile(first, static one => IsAlphabet(one) && !GoCase.IsUpper(one));
                }

                return;
            }

            var last = _rest;
            while (!_rest.IsEmpty && GoCase.IsUpper(rune = Peek(rune, out width)))
            {
                last = _rest;
                _rest = _rest[width..];
            }

            if (!_rest.IsEmpty && IsAlphabet(rune))
            {
                _rest = last;
            }
        }

        private void TakeWhile(int previous, Func<int, bool> belongs)
        {
            while (!_rest.IsEmpty && belongs(previous = Peek(previous, out var width)))
            {
                _rest = _rest[width..];
            }
        }

        // Invalid UTF-8 bytes belong to the character after them, at the end to the one before.
        private readonly int Peek(int previous, out int width)
        {
            context.Step();
            width = 0;
            while (width < _rest.Length)
            {
                var rune = GoUtf8.DecodeFirst(_rest[width..], out var one);
                width += one;
                if (rune != GoUtf8.ReplacementRune)
                {
                    return rune;
                }
            }

            return previous;
        }
    }
}
