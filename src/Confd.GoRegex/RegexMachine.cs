using System.Runtime.CompilerServices;
using Confd.Shared;

namespace Confd.GoRegex;

/// <summary>
/// Runs a program over UTF-8 bytes, all branches at the same time, so the time is at most text times program, whatever the pattern
/// (Pike's machine; Go <c>regexp/exec.go</c>). Of several matches at the leftmost position the preferred one wins, as with backtracking.
/// </summary>
internal sealed class RegexMachine
{
    private const int EndOfText = -1;

    // At one position of the text there may be millions of instructions to follow, or none.
    private const int WorkBetweenChecks = 65_536;

    private readonly RegexProgram _program;
    private readonly int _slots;
    private readonly Threads _first;
    private readonly Threads _second;
    private readonly Stack<(int Instruction, int Slot, int Restored)> _pending = new();
    private readonly int[] _captures;

    // Instructions followed and positions copied since the token was checked, over all searches of this machine.
    private long _work;

    /// <summary>The approximate memory of a machine without slots, in bytes.</summary>
    public static long BytesFor(RegexProgram program) =>
        (long)program.Instructions.Length * ((4 * sizeof(int)) + Unsafe.SizeOf<(int Instruction, int Slot, int Restored)>());

    /// <summary>Creates a machine for one thread; it may run any number of times.</summary>
    /// <param name="program">The program to run.</param>
    /// <param name="slots">Capture positions to keep: 0 to find out only whether there is a match.</param>
    public RegexMachine(RegexProgram program, int slots)
    {
        _program = program;
        _slots = slots;
        _first = new Threads(program.Instructions.Length, slots);
        _second = new Threads(program.Instructions.Length, slots);
        _captures = new int[slots];
    }

    /// <summary>Finds the leftmost match at or after a position.</summary>
    /// <param name="text">The whole text: assertions also see what comes before the start.</param>
    /// <param name="start">The start of the search.</param>
    /// <param name="match">Receives byte positions by slot, -1 for a group that did not take part; may be empty.</param>
    /// <param name="cancellationToken">Checked every few ten thousand instructions, at any position of the text.</param>
    public bool TryMatch(ReadOnlySpan<byte> text, int start, Span<int> match, CancellationToken cancellationToken)
    {
        var (current, next) = (_first, _second);
        current.Clear();
        var hasMatch = false;
        var position = start;
        while (true)
        {
            if (++_work >= WorkBetweenChecks)
            {
                _work = 0;
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (current.Count == 0)
            {
                if (hasMatch || (_program.IsAnchored && position != 0) || !TrySkipToPrefix(text, ref position))
                {
                    return hasMatch;
                }
            }

            if (!hasMatch)
            {
                _captures.AsSpan().Fill(-1);
                if (_slots > 0)
                {
                    _captures[0] = position;
                }

                Add(current, _program.Start, text, position);
            }

            var width = 0;
            var rune = position < text.Length ? GoUtf8.DecodeFirst(text[position..], out width) : EndOfText;
            hasMatch |= Step(current, next, text, position, rune, width, match);
            if (width == 0 || (hasMatch && _slots == 0))
            {
                return hasMatch;
            }

            position += width;
            (current, next) = (next, current);
        }
    }

    private bool TrySkipToPrefix(ReadOnlySpan<byte> text, ref int position)
    {
        if (_program.Prefix.IsEmpty)
        {
            return true;
        }

        var distance = text[position..].IndexOf(_program.Prefix.Span);
        position += Math.Max(distance, 0);
        return distance >= 0;
    }

    // Advances every thread by one code point; a thread that has matched ends those of lower preference.
    private bool Step(Threads current, Threads next, ReadOnlySpan<byte> text, int position, int rune, int width, Span<int> match)
    {
        next.Clear();
        _work += current.Count;
        for (var index = 0; index < current.Count; index++)
        {
            ref readonly var instruction = ref _program.Instructions[current.InstructionAt(index)];
            if (instruction.Kind == RegexInstructionKind.Match)
            {
                if (_slots > 0)
                {
                    current.CapturesAt(index).CopyTo(match);
                    match[1] = position;
                }

                return true;
            }

            var isTaken = instruction.Kind == RegexInstructionKind.Rune
                ? instruction.Argument == rune
                : rune != EndOfText && instruction.Set!.Contains(rune);
            if (isTaken)
            {
                _work += _slots;
                current.CapturesAt(index).CopyTo(_captures);
                Add(next, instruction.Next, text, position + width);
            }
        }

        return false;
    }

    // Follows all instructions that consume no code point, preferred branches first. The stack also holds capture slots to restore on the
    // back.
    private void Add(Threads threads, int start, ReadOnlySpan<byte> text, int position)
    {
        _pending.Push((start, -1, 0));
        while (_pending.TryPop(out var entry))
        {
            _work++;
            if (entry.Slot >= 0)
            {
                _captures[entry.Slot] = entry.Restored;
                continue;
            }

            if (!threads.TryVisit(entry.Instruction))
            {
                continue;
            }

            ref readonly var instruction = ref _program.Instructions[entry.Instruction];
            switch (instruction.Kind)
            {
                case RegexInstructionKind.Split:
                    _pending.Push((instruction.Argument, -1, 0));
                    _pending.Push((instruction.Next, -1, 0));
                    break;
                case RegexInstructionKind.Assertion when Holds((RegexAssertion)instruction.Argument, text, position):
                    _pending.Push((instruction.Next, -1, 0));
                    break;
                case RegexInstructionKind.Assertion:
                    break;
                case RegexInstructionKind.Capture:
                    Remember(instruction, position);
                    break;
                default:
                    threads.Append(entry.Instruction, _captures);
                    break;
            }
        }
    }

    private void Remember(in RegexInstruction instruction, int position)
    {
        if (instruction.Argument < _slots)
        {
            _pending.Push((0, instruction.Argument, _captures[instruction.Argument]));
            _captures[instruction.Argument] = position;
        }

        _pending.Push((instruction.Next, -1, 0));
    }

    private static bool Holds(RegexAssertion assertion, ReadOnlySpan<byte> text, int position) => assertion switch
    {
        RegexAssertion.TextStart => position == 0,
        RegexAssertion.TextEnd => position == text.Length,
        RegexAssertion.LineStart => position == 0 || text[position - 1] == '\n',
        RegexAssertion.LineEnd => position == text.Length || text[position] == '\n',
        RegexAssertion.WordBoundary => IsWordBoundary(text, position),
        _ => !IsWordBoundary(text, position),
    };

    private static bool IsWordBoundary(ReadOnlySpan<byte> text, int position) =>
        (position > 0 && IsWordCharacter(text[position - 1])) != (position < text.Length && IsWordCharacter(text[position]));

    private static bool IsWordCharacter(byte letter) => letter == '_' || char.IsAsciiLetterOrDigit((char)letter);

    /// <summary>The active threads, preferred ones first; each instruction at most once.</summary>
    private sealed class Threads(int instructions, int slots)
    {
        private readonly int[] _visited = new int[instructions];
        private readonly int[] _list = new int[instructions];
        private int[] _captures = [];
        private int _generation;

        public int Count { get; private set; }

        public void Clear()
        {
            Count = 0;
            if (_generation == int.MaxValue)
            {
                Array.Clear(_visited);
                _generation = 0;
            }

            _generation++;
        }

        public bool TryVisit(int instruction)
        {
            if (_visited[instruction] == _generation)
            {
                return false;
            }

            _visited[instruction] = _generation;
            return true;
        }

        public int InstructionAt(int index) => _list[index];

        public Span<int> CapturesAt(int index) => _captures.AsSpan(index * slots, slots);

        public void Append(int instruction, ReadOnlySpan<int> captures)
        {
            var end = (Count + 1) * slots;
            if (end > _captures.Length)
            {
                Array.Resize(ref _captures, Math.Max(end, _captures.Length * 2));
            }

            captures.CopyTo(CapturesAt(Count));
            _list[Count++] = instruction;
        }
    }
}
