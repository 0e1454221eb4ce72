using System.Text;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Documents;

/// <summary>Checks that bytes contain an XML element, by the rules and with the errors of Go's <c>encoding/xml</c> (its <c>xml.go</c>).
/// </summary>
/// <remarks>
/// They are looser than the standard's: prefixes need no declaration, an attribute may be repeated, a document type is skipped and nothing
/// is expanded. What follows the first element is not checked.
/// </remarks>
internal sealed class XmlSyntax
{
    private readonly XmlScanner _scanner;
    private readonly Stack<Range> _open = new();

    private XmlSyntax(ReadOnlyMemory<byte> text, CancellationToken stop) => _scanner = new XmlScanner(text, stop);

    /// <summary>The error of the text, in Go's words; null where it contains a complete element.</summary>
    /// <exception cref="OperationCanceledException">The check was cancelled.</exception>
    public static ErrorText? FindProblem(ReadOnlyMemory<byte> text, CancellationToken stop)
    {
        var syntax = new XmlSyntax(text, stop);
        try
        {
            syntax.ReadElement();
            return null;
        }
        catch (DocumentException problem)
        {
            return problem.Text;
        }
    }

    private void ReadElement()
    {
        for (var isWhole = false; !isWhole;)
        {
            switch (_scanner.Next())
            {
                case XmlScanner.End:
                    throw _open.Count == 0 ? new DocumentException("EOF") : _scanner.Problem("unexpected EOF");
                case '<':
                    isWhole = ReadTag();
                    break;
                default:
                    _scanner.StepBack();
                    _scanner.ReadText(quote: XmlScanner.End);
                    break;
            }
        }
    }

    // True after the end of the first element.
    private bool ReadTag()
    {
        switch (_scanner.Require())
        {
            case '/':
                Close();
                return _open.Count == 0;
            case '?':
                ReadInstruction();
                return false;
            case '!':
                ReadDeclaration();
                return false;
            default:
                _scanner.StepBack();
                return ReadStart();
        }
    }

    private bool ReadStart()
    {
        var name = ReadQualifiedName("expected element name after <");
        while (true)
        {
            _scanner.SkipSpace();
            switch (_scanner.Require())
            {
                case '/':
                    _scanner.Expect('>', "expected /> in element");
                    return _open.Count == 0;
                case '>':
                    _open.Push(name);
                    return false;
                default:
                    _scanner.StepBack();
                    ReadQualifiedName("expected attribute name in element");
                    _scanner.SkipSpace();
                    _scanner.Expect('=', "attribute name without = in element");
                    _scanner.SkipSpace();
                    _scanner.ReadText(_scanner.Require() is var quote and ('"' or '\'')
                        ? quote
                        : throw _scanner.Problem("unquoted or missing attribute value in element"));
                    break;
            }
        }
    }

    private void Close()
    {
        var range = ReadQualifiedName("expected element name after </");
        var name = _scanner.Bytes(range);
        _scanner.SkipSpace();
        _scanner.Expect('>', ErrorText.Format($"invalid characters between </{Local(name)} and >"));
        if (!_open.TryPop(out var opened))
        {
            throw _scanner.Problem(ErrorText.Format($"unexpected end element </{Local(name)}>"));
        }

        var start = _scanner.Bytes(opened);
        if (!start.SequenceEqual(name))
        {
            var ending = PrefixLength(name) > 0 ? Space(name) : "\"\"";
            throw _scanner.Problem(Local(start).Full == Local(name).Full
                ? ErrorText.Format($"element <{Local(start)}> in space {Space(start)} closed by </{Local(name)}> in space {ending}")
                : ErrorText.Format($"element <{Local(start)}> closed by </{Local(name)}>"));
        }
    }

    private void ReadInstruction()
    {
        var target = _scanner.Bytes(_scanner.ReadName("expected target name after <?"));
        _scanner.SkipSpace();
        var start = _scanner.Position;
        for (var last = 0; ;)
        {
            var next = _scanner.Require();
            if (last == '?' && next == '>')
            {
                break;
            }

            last = next;
        }

        if (!target.SequenceEqual("xml"u8))
        {
            return;
        }

        var content = _scanner.Bytes(start..(_scanner.Position - 2));
        var version = Setting(content, "version="u8);
        if (version is not ("" or "1.0"))
        {
            throw new DocumentException(ErrorText.Format(
                $"xml: unsupported version {ErrorText.Quoted(ByteString.FromString(version))}; only version 1.0 is supported"));
        }

        var encoding = Setting(content, "encoding="u8);
        if (encoding.Length > 0 && !encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            throw new DocumentException(ErrorText.Format(
                $"xml: encoding {ErrorText.Quoted(ByteString.FromString(encoding))} declared but Decoder.CharsetReader is nil"));
        }
    }

    // The quoted text directly after one of the occurrences of a name.
    private static string Setting(ReadOnlySpan<byte> content, ReadOnlySpan<byte> name)
    {
        while (content.IndexOf(name) is >= 0 and var at && at + name.Length < content.Length)
        {
            var quote = content[at + name.Length];
            content = content[(at + name.Length + 1)..];
            if (quote is (byte)'"' or (byte)'\'')
            {
                var end = content.IndexOf(quote);
                return end < 0 ? "" : Encoding.UTF8.GetString(content[..end]);
            }
        }

        return "";
    }

    private void ReadDeclaration()
    {
        switch (_scanner.Require())
        {
            case '-':
                _scanner.Expect('-', "invalid sequence <!- not part of <!--");
                SkipComment(isStrict: true);
                break;
            case '[':
                foreach (var letter in "CDATA["u8)
                {
                    _scanner.Expect(letter, "invalid <![ sequence");
                }

                _scanner.ReadText(quote: XmlScanner.End, isCdata: true);
                break;
            default:
                SkipDirective();
                break;
        }
    }

    private void SkipComment(bool isStrict)
    {
        for (var (before, last) = (0, 0); ;)
        {
            var next = _scanner.Require();
            if (before == '-' && last == '-' && (isStrict || next == '>'))
            {
                if (next != '>')
                {
                    throw _scanner.Problem("invalid sequence \"--\" not allowed in comments");
                }

                return;
            }

            (before, last) = (last, next);
        }
    }

    // <!DOCTYPE ...> and the like; quoted, commented or nested text does not end it.
    private void SkipDirective()
    {
        var (quote, depth) = (0, 0);
        for (var next = _scanner.Require(); quote != 0 || next != '>' || depth != 0; next = _scanner.Require())
        {
            if (next == '<' && quote == 0)
            {
                // What only looked like the start of a comment is not examined again.
                if (_scanner.SkipCommonPrefix("!--"u8) == "!--".Length)
                {
                    SkipComment(isStrict: false);
                }
                else
                {
                    depth++;
                }

                continue;
            }

            (quote, depth) = next switch
            {
                _ when next == quote => (0, depth),
                _ when quote != 0 => (quote, depth),
                '"' or '\'' => (next, depth),
                '>' => (0, depth - 1),
                _ => (0, depth),
            };
        }
    }

    // A name with at most one colon, which separates prefix and name if both are there.
    private Range ReadQualifiedName(string expectation)
    {
        var name = _scanner.ReadName(expectation);
        return _scanner.Bytes(name).Count((byte)':') <= 1 ? name : throw _scanner.Problem(expectation);
    }

    private static int PrefixLength(ReadOnlySpan<byte> name) =>
        name.IndexOf((byte)':') is > 0 and var colon && colon < name.Length - 1 ? colon : 0;

    private static ErrorText Local(ReadOnlySpan<byte> name) =>
        ErrorText.Plain(ByteString.Copy(PrefixLength(name) is > 0 and var length ? name[(length + 1)..] : name));

    private static ErrorText Space(ReadOnlySpan<byte> name) =>
        PrefixLength(name) is > 0 and var length ? ErrorText.Plain(ByteString.Copy(name[..length])) : "";
}
