using System.Runtime.CompilerServices;
using System.Text;
using Confd.Shared;

namespace Confd.GoRegex;

/// <summary>Compiles a tree into a program (Thompson's construction; Go <c>regexp/syntax/compile.go</c>, so that preferences are the
/// same).</summary>
/// <remarks>Compiled from the end: each method receives the index of the next instruction, and returns that of its first one.</remarks>
internal sealed class RegexCompiler
{
    private readonly List<RegexInstruction> _instructions = [];
    private readonly HashSet<RuneSet> _sets = [];

    /// <summary>Compiles a tree.</summary>
    public static RegexProgram Compile(RegexNode root)
    {
        var compiler = new RegexCompiler();
        var match = compiler.Emit(new RegexInstruction(RegexInstructionKind.Match, 0, 0, null));
        var start = compiler.Compile(root, match);
        var prefix = LiteralPrefix(root);
        var bytes = ((long)compiler._instructions.Count * Unsafe.SizeOf<RegexInstruction>())
            + compiler._sets.Sum(set => set.Bytes) + prefix.Length;
        return new RegexProgram([.. compiler._instructions], start, prefix, IsAnchored(root), bytes);
    }

    private int Compile(RegexNode node, int next)
    {
        switch (node.Kind)
        {
            case RegexNodeKind.Empty:
                return next;
            case RegexNodeKind.Set:
                return EmitSet(node.Set!, next);
            case RegexNodeKind.Assertion:
                return Emit(new RegexInstruction(RegexInstructionKind.Assertion, next, (int)node.Assertion, null));
            case RegexNodeKind.Capture:
                var end = Emit(new RegexInstruction(RegexInstructionKind.Capture, next, (node.CaptureIndex * 2) + 1, null));
                var body = Compile(node.Child, end);
                return Emit(new RegexInstruction(RegexInstructionKind.Capture, body, node.CaptureIndex * 2, null));
            case RegexNodeKind.Concatenation:
                return Enumerable.Reverse(node.Children).Aggregate(next, (after, child) => Compile(child, after));
            case RegexNodeKind.Alternation:
                return CompileAlternation(node, next);
            case RegexNodeKind.Optional:
                return Split(Compile(node.Child, next), next, node.IsLazy);
            case RegexNodeKind.Plus:
                return Loop(node.Child, next, node.IsLazy).Body;
            case RegexNodeKind.Star:
                return CompileStar(node.Child, next, node.IsLazy);
            default:
                return CompileRepeat(node, next);
        }
    }

    private int CompileAlternation(RegexNode node, int next)
    {
        var start = Compile(node.Children[^1], next);
        for (var index = node.Children.Length - 2; index >= 0; index--)
        {
            start = Split(Compile(node.Children[index], next), start, isLazy: false);
        }

        return start;
    }

    // A child that can match nothing becomes (x+)?, which keeps the order of preference right.
    private int CompileStar(RegexNode child, int next, bool isLazy)
    {
        var (body, loop) = Loop(child, next, isLazy);
        return IsNullable(child) ? Split(body, next, isLazy) : loop;
    }

    // x{2,5} = xx(x(x(x)?)?)?, x{2,} = xx+
    private int CompileRepeat(RegexNode node, int next)
    {
        if (node.Maximum == 0 || node.Child.Kind == RegexNodeKind.Empty)
        {
            return next;
        }

        if (node.Maximum < 0)
        {
            var tail = node.Minimum == 0 ? CompileStar(node.Child, next, node.IsLazy) : Loop(node.Child, next, node.IsLazy).Body;
            return CompileTimes(node.Child, node.Minimum - 1, tail);
        }

        var start = next;
        for (var count = node.Minimum; count < node.Maximum; count++)
        {
            start = Split(Compile(node.Child, start), next, node.IsLazy);
        }

        return CompileTimes(node.Child, node.Minimum, start);
    }

    private int CompileTimes(RegexNode child, int times, int next)
    {
        for (; times > 0; times--)
        {
            next = Compile(child, next);
        }

        return next;
    }

    private (int Body, int Loop) Loop(RegexNode child, int next, bool isLazy)
    {
        var loop = Emit(default);
        var body = Compile(child, loop);
        _instructions[loop] = SplitInstruction(body, next, isLazy);
        return (body, loop);
    }

    private int Split(int taken, int skipped, bool isLazy) => Emit(SplitInstruction(taken, skipped, isLazy));

    private static RegexInstruction SplitInstruction(int taken, int skipped, bool isLazy) => isLazy
        ? new RegexInstruction(RegexInstructionKind.Split, skipped, taken, null)
        : new RegexInstruction(RegexInstructionKind.Split, taken, skipped, null);

    private int EmitSet(RuneSet set, int next)
    {
        if (set.Single is >= 0 and var single)
        {
            return Emit(new RegexInstruction(RegexInstructionKind.Rune, next, single, null));
        }

        _sets.Add(set);
        return Emit(new RegexInstruction(RegexInstructionKind.Set, next, 0, set));
    }

    private int Emit(RegexInstruction instruction)
    {
        _instructions.Add(instruction);
        return _instructions.Count - 1;
    }

    private static bool IsNullable(RegexNode node) => node.Kind switch
    {
        RegexNodeKind.Set => false,
        RegexNodeKind.Capture or RegexNodeKind.Plus => IsNullable(node.Child),
        RegexNodeKind.Repeat => node.Minimum == 0 || IsNullable(node.Child),
        RegexNodeKind.Concatenation => Array.TrueForAll(node.Children, IsNullable),
        RegexNodeKind.Alternation => Array.Exists(node.Children, IsNullable),
        _ => true,
    };

    private static bool IsAnchored(RegexNode node) => node.Kind switch
    {
        RegexNodeKind.Assertion => node.Assertion == RegexAssertion.TextStart,
        RegexNodeKind.Capture or RegexNodeKind.Concatenation => IsAnchored(node.Children[0]),
        _ => false,
    };

    private static byte[] LiteralPrefix(RegexNode root)
    {
        var items = root.Kind == RegexNodeKind.Concatenation ? root.Children : [root];
        var prefix = new StringBuilder();
        foreach (var item in items)
        {
            // U+FFFD also matches a single invalid byte, so it has no byte sequence to search for.
            if (item.Kind != RegexNodeKind.Set || !Rune.IsValid(item.Set!.Single) || item.Set.Single == GoUtf8.ReplacementRune)
            {
                break;
            }

            prefix.Append(new Rune(item.Set.Single).ToString());
        }

        return Encoding.UTF8.GetBytes(prefix.ToString());
    }
}
