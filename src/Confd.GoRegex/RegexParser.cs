using System.Text;
using Confd.Shared;

namespace Confd.GoRegex;

/// <summary>Parses RE2 syntax as Go's <c>regexp</c> does, with its errors (Go <c>regexp/syntax/parse.go</c>).</summary>
/// <remarks>Not recursive: open groups are frames in a list, so that the nesting limit is an error and never a stack overflow.</remarks>
internal sealed partial class RegexParser
{
    private const int MaxRepeat = 1000;
    private const int MaxHeight = 1000;

    // Go allows 128 MiB of instructions of 40 bytes.
    private const long MaxSize = (128 << 20) / 40;

    // Go allows 128 MiB of the numbers that sets consist of.
    private const long MaxRunes = (128 << 20) / sizeof(int);

    private readonly byte[] _pattern;
    private readonly CancellationToken _stop;
    private readonly List<Frame> _frames = [];
    private readonly List<string> _captureNames = [""];
    private int _position;
    private RegexFlags _flags;
    private long _runes;

    private RegexParser(byte[] pattern, CancellationToken stop)
    {
        _pattern = pattern;
        _stop = stop;
        _frames.Add(new Frame(this));
    }

    private Frame Current => _frames[^1];

    private ReadOnlySpan<byte> Rest => _pattern.AsSpan(_position);

    /// <summary>Parses a pattern.</summary>
    /// <returns>The tree, and the group names by number: empty for group 0 and for groups without a name.</returns>
    /// <exception cref="RegexSyntaxException">The pattern is invalid.</exception>
    /// <exception cref="OperationCanceledException">The parsing was cancelled.</exception>
    public static (RegexNode Root, IReadOnlyList<string> CaptureNames) Parse(ReadOnlySpan<byte> pattern, CancellationToken stop)
    {
        var parser = new RegexParser(pattern.ToArray(), stop);
        return (parser.ParseAll(), parser._captureNames);
    }

    private RegexNode ParseAll()
    {
        // Where the last repetition operator began, if it was the last thing read: "a**" is an error.
        var lastRepeat = -1;
        while (_position < _pattern.Length)
        {
            _stop.ThrowIfCancellationRequested();
            var start = _position;
            lastRepeat = ParseItem(lastRepeat) ? start : -1;
        }

        if (_frames.Count > 1)
        {
            throw Error("missing closing )", 0, _pattern.Length);
        }

        return Current.Close();
    }

    // Returns true for a repetition operator.
    private bool ParseItem(int lastRepeat)
    {
        switch (_pattern[_position])
        {
            case (byte)'(':
                OpenGroup();
                return false;
            case (byte)'|':
                Current.EndAlternative();
                _position++;
                return false;
            case (byte)')':
                CloseGroup();
                return false;
            case (byte)'^':
                AddAssertion(_flags.HasFlag(RegexFlags.MultiLine) ? RegexAssertion.LineStart : RegexAssertion.TextStart, 1);
                return false;
            case (byte)'$':
                AddAssertion(_flags.HasFlag(RegexFlags.MultiLine) ? RegexAssertion.LineEnd : RegexAssertion.TextEnd, 1);
                return false;
            case (byte)'.':
                Add(RegexNode.OfSet(_flags.HasFlag(RegexFlags.DotMatchesNewline) ? RuneSet.All : RuneSet.OfRune('\n').Negate()));
                _position++;
                return false;
            case (byte)'[':
                Add(RegexNode.OfSet(ParseClass()));
                return false;
            case (byte)'*' or (byte)'+' or (byte)'?':
                ParseLoop(lastRepeat);
                return true;
            case (byte)'{':
                return ParseCountedLoop(lastRepeat);
            case (byte)'\\':
                ParseBackslash();
                return false;
            default:
                AddLiteral(ReadRune());
                return false;
        }
    }

    private void ParseBackslash()
    {
        switch (_position + 1 < _pattern.Length ? _pattern[_position + 1] : 0)
        {
            case (byte)'A':
                AddAssertion(RegexAssertion.TextStart, 2);
                return;
            case (byte)'z':
                AddAssertion(RegexAssertion.TextEnd, 2);
                return;
            case (byte)'b':
                AddAssertion(RegexAssertion.WordBoundary, 2);
                return;
            case (byte)'B':
                AddAssertion(RegexAssertion.NoWordBoundary, 2);
                return;
            case (byte)'C':
                // One byte, even inside a code point: Go refuses it too.
                throw Error("invalid escape sequence", _position, _position + 2);
            case (byte)'Q':
                ParseQuoted();
                return;
            default:
                if (TryParseClassEscape() is { } set)
                {
                    Add(RegexNode.OfSet(set));
                }
                else
                {
                    AddLiteral(ParseEscape());
                }

                return;
        }
    }

    // \Q...\E: all literal; without \E up to the end.
    private void ParseQuoted()
    {
        _position += 2;
        var length = Rest.IndexOf("\\E"u8);
        var end = length < 0 ? _pattern.Length : _position + length;
        CheckUtf8(_position, end);
        while (_position < end)
        {
            AddLiteral(ReadRune());
        }

        _position = length < 0 ? end : end + 2;
    }

    private void ParseLoop(int lastRepeat)
    {
        var start = _position;
        var kind = _pattern[_position++] switch
        {
            (byte)'*' => RegexNodeKind.Star,
            (byte)'+' => RegexNodeKind.Plus,
            _ => RegexNodeKind.Optional,
        };
        var isLazy = ReadLaziness();
        var target = TakeRepeated(start, lastRepeat);
        Add(RegexNode.Loop(kind, target, isLazy));
    }

    // {2}, {2,} or {2,5}; any other brace is a literal.
    private bool ParseCountedLoop(int lastRepeat)
    {
        var start = _position;
        if (!TryReadCounts(out var minimum, out var maximum))
        {
            _position = start;
            AddLiteral(ReadRune());
            return false;
        }

        var isTooLarge = minimum is < 0 or > MaxRepeat || maximum is < -1 or > MaxRepeat;
        if (isTooLarge || (maximum >= 0 && minimum > maximum))
        {
            throw Error("invalid repeat count", start, _position);
        }

        var isLazy = ReadLaziness();
        var node = RegexNode.Repeat(TakeRepeated(start, lastRepeat), minimum, maximum, isLazy);
        Add(node);
        if ((minimum >= 2 || maximum >= 2) && !IsRepeatValid(node, MaxRepeat))
        {
            throw Error("invalid repeat count", start, _position);
        }

        return true;
    }

    private bool TryReadCounts(out int minimum, out int maximum)
    {
        maximum = -1;
        _position++;
        if (!TryReadCount(out minimum) || Rest.IsEmpty)
        {
            return false;
        }

        if (Rest[0] != ',')
        {
            maximum = minimum;
        }
        else
        {
            _position++;
            if (Rest.IsEmpty)
            {
                return false;
            }

            if (Rest[0] != '}' && !TryReadCount(out maximum))
            {
                return false;
            }
        }

        var isClosed = !Rest.IsEmpty && Rest[0] == '}';
        _position += isClosed ? 1 : 0;
        return isClosed;
    }

    // No leading zeros. A number beyond all limits is replaced by one that is just too large.
    private bool TryReadCount(out int count)
    {
        count = 0;
        var start = _position;
        while (!Rest.IsEmpty && Rest[0] is >= (byte)'0' and <= (byte)'9')
        {
            count = Math.Min((count * 10) + (Rest[0] - '0'), 100_000);
            _position++;
        }

        var digits = _position - start;
        return digits == 1 || (digits > 1 && _pattern[start] != '0');
    }

    private bool ReadLaziness()
    {
        var isLazy = _flags.HasFlag(RegexFlags.SwapLaziness);
        if (!Rest.IsEmpty && Rest[0] == '?')
        {
            _position++;
            isLazy = !isLazy;
        }

        return isLazy;
    }

    private RegexNode TakeRepeated(int start, int lastRepeat)
    {
        if (lastRepeat >= 0)
        {
            throw Error("invalid nested repetition operator", lastRepeat, _position);
        }

        return Current.TakeLast() ?? throw Error("missing argument to repetition operator", start, _position);
    }

    // Nested counts multiply; the product may not exceed the limit either.
    private static bool IsRepeatValid(RegexNode node, int limit)
    {
        if (node.Kind == RegexNodeKind.Repeat)
        {
            var count = node.Maximum < 0 ? node.Minimum : node.Maximum;
            if (node.Maximum == 0)
            {
                return true;
            }

            if (count > limit)
            {
                return false;
            }

            limit /= Math.Max(count, 1);
        }

        return Array.TrueForAll(node.Children, child => IsRepeatValid(child, limit));
    }

    private void AddAssertion(RegexAssertion assertion, int bytes)
    {
        Add(RegexNode.OfAssertion(assertion));
        _position += bytes;
    }

    private void AddLiteral(int rune) => Add(RegexNode.OfSet(Folded(RuneSet.OfRune(rune))));

    private void Add(RegexNode node) => Current.Add(Checked(node));

    private RuneSet Folded(RuneSet set) => _flags.HasFlag(RegexFlags.FoldCase) ? set.Fold() : set;

    // Called for every node that Go pushes on its stack: a group with a set in it pushes that set again, and counts it again.
    private RegexNode Checked(RegexNode node)
    {
        _runes += node.Runes;
        if (node.Size > MaxSize || _runes > MaxRunes)
        {
            throw Error("expression too large", 0, _pattern.Length);
        }

        if (node.Height > MaxHeight || _frames.Count > MaxHeight)
        {
            throw Error("expression nests too deeply", 0, _pattern.Length);
        }

        return node;
    }

    private int ReadRune()
    {
        if (GoUtf8.IsInvalidAt(Rest))
        {
            throw Error("invalid UTF-8", _position, _pattern.Length);
        }

        var rune = GoUtf8.DecodeFirst(Rest, out var width);
        _position += width;
        return rune;
    }

    private void CheckUtf8(int start, int end)
    {
        for (var position = start; position < end;)
        {
            var rest = _pattern.AsSpan(position, end - position);
            if (GoUtf8.IsInvalidAt(rest))
            {
                throw Error("invalid UTF-8", position, end);
            }

            GoUtf8.DecodeFirst(rest, out var width);
            position += width;
        }
    }

    private RegexSyntaxException Error(string reason, int start, int end) =>
        new(reason, Encoding.UTF8.GetString(_pattern.AsSpan(start, end - start)));

    /// <summary>An open group: its finished alternatives and the one being read.</summary>
    private sealed class Frame(RegexParser parser)
    {
        private readonly List<RegexNode> _alternatives = [];
        private readonly List<RegexNode> _items = [];

        public RegexFlags FlagsBefore { get; init; }

        public int CaptureIndex { get; init; }

        public void Add(RegexNode node) => _items.Add(node);

        public RegexNode? TakeLast()
        {
            if (_items.Count == 0)
            {
                return null;
            }

            var last = _items[^1];
            _items.RemoveAt(_items.Count - 1);
            return last;
        }

        public void EndAlternative()
        {
            _alternatives.Add(parser.Checked(RegexNode.Concatenate(_items)));
            _items.Clear();
        }

        public RegexNode Close()
        {
            EndAlternative();
            var node = parser.Checked(RegexNode.Alternate(_alternatives));
            return CaptureIndex == 0 ? node : RegexNode.Capture(node, CaptureIndex);
        }
    }
}
