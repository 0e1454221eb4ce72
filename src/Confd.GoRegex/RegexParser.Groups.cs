using System.Text;

namespace Confd.GoRegex;

/// <content>Parentheses.</content>
internal sealed partial class RegexParser
{
    private void OpenGroup()
    {
        if (!Rest.StartsWith("(?"u8))
        {
            _position++;
            PushCapture("");
            return;
        }

        // (?P<name>...) and (?<name>...), as long as something follows the bracket.
        if (Rest.Length > 4 && Rest.StartsWith("(?P<"u8))
        {
            OpenNamedGroup(nameStart: 4);
        }
        else if (Rest.Length > 3 && Rest[2] == '<')
        {
            OpenNamedGroup(nameStart: 3);
        }
        else
        {
            ParseFlags();
        }
    }

    private void OpenNamedGroup(int nameStart)
    {
        var start = _position;
        var length = Rest.IndexOf((byte)'>');
        if (length < 0)
        {
            CheckUtf8(start, _pattern.Length);
            throw Error("invalid named capture", start, _pattern.Length);
        }

        CheckUtf8(start + nameStart, start + length);
        var name = Encoding.UTF8.GetString(Rest[nameStart..length]);
        if (name.Length == 0 || !name.All(letter => letter == '_' || char.IsAsciiLetterOrDigit(letter)))
        {
            throw Error("invalid named capture", start, start + length + 1);
        }

        _position += length + 1;
        PushCapture(name);
    }

    private void PushCapture(string name)
    {
        _frames.Add(new Frame(this) { FlagsBefore = _flags, CaptureIndex = _captureNames.Count });
        _captureNames.Add(name);
        Checked(RegexNode.Empty);
    }

    // (?flags), (?flags:...), (?:...); flags hold to the end of the group around them.
    private void ParseFlags()
    {
        var start = _position;
        var flags = _flags;
        var isClearing = false;
        var hasFlag = false;
        _position += 2;
        while (_position < _pattern.Length)
        {
            var letter = ReadRune();
            if (FlagOf(letter) is var flag and not RegexFlags.None)
            {
                flags = isClearing ? flags & ~flag : flags | flag;
                hasFlag = true;
            }
            else if (letter == '-' && !isClearing)
            {
                isClearing = true;
                hasFlag = false;
            }
            else if (letter is ':' or ')' && (hasFlag || !isClearing))
            {
                if (letter == ':')
                {
                    _frames.Add(new Frame(this) { FlagsBefore = _flags });
                    Checked(RegexNode.Empty);
                }

                _flags = flags;
                return;
            }
            else
            {
                break;
            }
        }

        throw Error("invalid or unsupported Perl syntax", start, _position);
    }

    private static RegexFlags FlagOf(int letter) => letter switch
    {
        'i' => RegexFlags.FoldCase,
        'm' => RegexFlags.MultiLine,
        's' => RegexFlags.DotMatchesNewline,
        'U' => RegexFlags.SwapLaziness,
        _ => RegexFlags.None,
    };

    private void CloseGroup()
    {
        if (_frames.Count == 1)
        {
            throw Error("unexpected )", 0, _pattern.Length);
        }

        var frame = Current;
        _frames.RemoveAt(_frames.Count - 1);
        _flags = frame.FlagsBefore;
        _position++;
        Add(frame.Close());
    }
}
