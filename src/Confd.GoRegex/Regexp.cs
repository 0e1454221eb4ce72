using System.Buffers;
using System.Text;
using Confd.Shared;

namespace Confd.GoRegex;

/// <summary>A pattern in RE2 syntax with the semantics of Go's <c>regexp</c>, on bytes. Immutable; safe to share between threads.</summary>
/// <remarks>
/// Texts are UTF-8; a byte that belongs to no valid sequence counts as one character and is never changed. The time of a search is at most
/// the length of the text times the size of the program, whatever the pattern. No back references, no look-around, as in RE2.
/// </remarks>
/// <example>
/// <code>
/// var port = Regexp.Parse(":([0-9]+)$"u8);
/// var isAddress = port.IsMatch("localhost:8080"u8);
/// </code>
/// </example>
public sealed class Regexp
{
    // A larger machine is created for each search: that costs little compared with the search.
    private const long MaxIdleBytes = 1 << 20;

    private readonly RegexProgram _program;
    private readonly byte[] _pattern;
    private readonly IReadOnlyList<string> _captureNames;

    // Kept for the next IsMatch.
    private RegexMachine? _idle;

    private Regexp(byte[] pattern, RegexProgram program, IReadOnlyList<string> captureNames)
    {
        _pattern = pattern;
        _program = program;
        _captureNames = captureNames;
    }

    /// <summary>The number of groups of the pattern, without the whole match.</summary>
    public int GroupCount => _captureNames.Count - 1;

    /// <summary>Its approximate memory in bytes, for callers that keep many.</summary>
    public long Bytes =>
        _pattern.Length + _program.Bytes + (KeepsMachine ? RegexMachine.BytesFor(_program) : 0) + _captureNames.Sum(NameBytes);

    private bool KeepsMachine => RegexMachine.BytesFor(_program) <= MaxIdleBytes;

    /// <summary>Parses and compiles a pattern.</summary>
    /// <param name="pattern">RE2 syntax, UTF-8.</param>
    /// <param name="cancellationToken">Checked regularly: a long pattern takes time.</param>
    /// <exception cref="RegexSyntaxException">Go refuses the pattern too; the message is Go's.</exception>
    /// <exception cref="OperationCanceledException">The parsing was cancelled.</exception>
    public static Regexp Parse(ReadOnlySpan<byte> pattern, CancellationToken cancellationToken = default)
    {
        var (root, captureNames) = RegexParser.Parse(pattern, cancellationToken);
        return new Regexp(pattern.ToArray(), RegexCompiler.Compile(root), captureNames);
    }

    /// <summary>The pattern, as Go's <c>String</c> gives it.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_pattern);

    /// <summary>True where the text contains a match.</summary>
    /// <param name="text">Any bytes.</param>
    /// <param name="cancellationToken">Checked regularly, by the work done.</param>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    /// <remarks>Allocates only on the first call, on concurrent calls, and for a very large pattern.</remarks>
    public bool IsMatch(ReadOnlySpan<byte> text, CancellationToken cancellationToken = default)
    {
        var machine = Interlocked.Exchange(ref _idle, null) ?? new RegexMachine(_program, 0);
        var isMatch = machine.TryMatch(text, 0, default, cancellationToken);
        if (KeepsMachine)
        {
            Volatile.Write(ref _idle, machine);
        }

        return isMatch;
    }

    /// <summary>Finds the leftmost match; of several that begin there the one that the pattern prefers.</summary>
    /// <param name="text">Any bytes.</param>
    /// <param name="match">Its range in the text; empty where there is none.</param>
    /// <param name="cancellationToken">Checked regularly, by the work done.</param>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public bool TryFind(ReadOnlySpan<byte> text, out Range match, CancellationToken cancellationToken = default)
    {
        Span<int> slots = stackalloc int[2];
        var isFound = new RegexMachine(_program, 2).TryMatch(text, 0, slots, cancellationToken);
        match = isFound ? slots[0]..slots[1] : 0..0;
        return isFound;
    }

    /// <summary>Finds the leftmost match with its groups.</summary>
    /// <param name="text">Any bytes.</param>
    /// <param name="cancellationToken">Checked regularly, by the work done.</param>
    /// <returns>Start and end of the match, then of each group, -1 for one that did not take part; null where there is no match.</returns>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public int[]? FindGroups(ReadOnlySpan<byte> text, CancellationToken cancellationToken = default)
    {
        var slots = new int[_captureNames.Count * 2];
        return new RegexMachine(_program, slots.Length).TryMatch(text, 0, slots, cancellationToken) ? slots : null;
    }

    /// <summary>Finds matches that do not overlap, an empty one directly after a match left out (Go <c>regexp.FindAllIndex</c>).</summary>
    /// <param name="text">Any bytes.</param>
    /// <param name="count">The maximum number of matches; below zero for all.</param>
    /// <param name="cancellationToken">Checked regularly, by the work done.</param>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public IReadOnlyList<Range> FindAll(ReadOnlySpan<byte> text, long count = -1, CancellationToken cancellationToken = default)
    {
        var found = new List<Range>();
        var machine = new RegexMachine(_program, 2);
        Span<int> match = stackalloc int[2];
        var position = 0;
        var previousEnd = -1;
        while (position <= text.Length && (count < 0 || found.Count < count) && machine.TryMatch(text, position, match, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (match[0] != match[1] || match[0] != previousEnd)
            {
                found.Add(match[0]..match[1]);
            }

            position = match[1] == position ? NextSearch(text, position, match[1]) : match[1];
            previousEnd = match[1];
        }

        return found;
    }

    /// <summary>A pattern that matches exactly a given text (Go <c>regexp.QuoteMeta</c>).</summary>
    /// <param name="text">Any bytes.</param>
    public static byte[] Escape(ReadOnlySpan<byte> text)
    {
        var escaped = new ArrayBufferWriter<byte>(text.Length + 8);
        foreach (var letter in text)
        {
            escaped.Write("\\.+*?()|[]{}^$"u8.Contains(letter) ? [(byte)'\\', letter] : [letter]);
        }

        return escaped.WrittenSpan.ToArray();
    }

    /// <summary>As <see cref="ReplaceAll"/>, with a literal replacement: a dollar has no meaning.</summary>
    /// <param name="text">Any bytes; returned itself where nothing matches.</param>
    /// <param name="replacement">The replacement of each match.</param>
    /// <param name="limit">The largest result, in bytes.</param>
    /// <param name="cancellationToken">Checked regularly, by the work done.</param>
    /// <exception cref="RegexOutputTooLargeException">The result exceeds the limit.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public ReadOnlyMemory<byte> ReplaceAllLiteral(
        ReadOnlyMemory<byte> text,
        ReadOnlySpan<byte> replacement,
        long limit = int.MaxValue,
        CancellationToken cancellationToken = default) =>
        Replace(text, ReplacementTemplate.Literal(replacement), limit, cancellationToken);

    /// <summary>The text with every match replaced; an empty match directly after a match is not (Go <c>regexp.replaceAll</c>).</summary>
    /// <param name="text">Any bytes; returned itself where nothing matches.</param>
    /// <param name="replacement">The replacement of each match; <c>$1</c> and <c>${name}</c> for groups and <c>$$</c> for a dollar.</param>
    /// <param name="limit">The largest result, in bytes.</param>
    /// <param name="cancellationToken">Checked regularly, by the work done.</param>
    /// <exception cref="RegexOutputTooLargeException">The result exceeds the limit.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public ReadOnlyMemory<byte> ReplaceAll(
        ReadOnlyMemory<byte> text,
        ReadOnlySpan<byte> replacement,
        long limit = int.MaxValue,
        CancellationToken cancellationToken = default) =>
        Replace(text, ReplacementTemplate.Parse(replacement, _captureNames), limit, cancellationToken);

    private ReadOnlyMemory<byte> Replace(
        ReadOnlyMemory<byte> text, ReplacementTemplate template, long limit, CancellationToken cancellationToken)
    {
        var slots = (template.LastGroup + 1) * 2;
        var machine = new RegexMachine(_program, slots);
        var match = new int[slots];
        var output = new ArrayBufferWriter<byte>(text.Length + 16);
        var copied = 0;
        var position = 0;
        while (position <= text.Length && machine.TryMatch(text.Span, position, match, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReplacementTemplate.Write(output, text.Span[copied..match[0]], limit);
            if (match[1] > copied || match[0] == 0)
            {
                template.Expand(output, text.Span, match, limit);
            }

            copied = match[1];
            position = NextSearch(text.Span, position, match[1]);
        }

        if (copied == 0 && output.WrittenCount == 0)
        {
            return text;
        }

        ReplacementTemplate.Write(output, text.Span[copied..], limit);
        return output.WrittenMemory;
    }

    private static long NameBytes(string name) => IntPtr.Size + (2L * name.Length);

    // Advances by at least one code point.
    private static int NextSearch(ReadOnlySpan<byte> text, int position, int matchEnd)
    {
        var width = 1;
        if (position < text.Length)
        {
            GoUtf8.DecodeFirst(text[position..], out width);
        }

        return Math.Max(matchEnd, position + width);
    }
}
