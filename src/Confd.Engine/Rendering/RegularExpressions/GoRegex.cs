using System.Buffers;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Rendering.RegularExpressions;

/// <summary>A pattern in RE2 syntax with the semantics of Go's <c>regexp</c>, on byte strings. Immutable and shared by threads.</summary>
internal sealed class GoRegex
{
    private readonly RegexProgram _program;
    private readonly IReadOnlyList<string> _captureNames;

    private GoRegex(RegexProgram program, IReadOnlyList<string> captureNames)
    {
        _program = program;
        _captureNames = captureNames;
    }

    /// <summary>Parses and compiles a pattern.</summary>
    /// <exception cref="RegexSyntaxException">The pattern is none.</exception>
    public static GoRegex Parse(ByteString pattern)
    {
        var (root, captureNames) = RegexParser.Parse(pattern.Span);
        return new GoRegex(RegexCompiler.Compile(root), captureNames);
    }

    /// <summary>True where the text contains a match.</summary>
    public bool IsMatch(ByteString text, CancellationToken cancellationToken = default) =>
        new RegexMachine(_program, 0).TryMatch(text.Span, 0, default, cancellationToken);

    /// <summary>The leftmost match; empty where there is none.</summary>
    public ByteString Find(ByteString text, CancellationToken cancellationToken = default)
    {
        Span<int> match = stackalloc int[2];
        return new RegexMachine(_program, 2).TryMatch(text.Span, 0, match, cancellationToken)
            ? text.Slice(match[0], match[1] - match[0])
            : ByteString.Empty;
    }

    /// <summary>The text with every match replaced; an empty match directly after a match is none (Go <c>regexp.replaceAll</c>).</summary>
    /// <param name="text">Any bytes.</param>
    /// <param name="replacement">What a match becomes, with <c>$1</c> and <c>${name}</c>.</param>
    /// <param name="limit">Bytes the result may have.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TemplateFunctionException">The result grows above the limit.</exception>
    public ByteString ReplaceAll(ByteString text, ByteString replacement, long limit = int.MaxValue, CancellationToken cancellationToken = default)
    {
        var template = ReplacementTemplate.Parse(replacement.Span, _captureNames);
        var slots = _captureNames.Count * 2;
        var machine = new RegexMachine(_program, slots);
        var match = new int[slots];
        var output = new ArrayBufferWriter<byte>(text.Length + 16);
        var copied = 0;
        var position = 0;
        while (position <= text.Length && machine.TryMatch(text.Span, position, match, cancellationToken))
        {
            output.Write(text.Span[copied..match[0]]);
            if (match[1] > copied || match[0] == 0)
            {
                template.Expand(output, text.Span, match);
                if (output.WrittenCount > limit)
                {
                    throw new TemplateFunctionException($"a result of more than {limit} bytes is above the limit");
                }
            }

            copied = match[1];
            position = NextSearch(text.Span, position, match[1]);
        }

        if (copied == 0 && output.WrittenCount == 0)
        {
            return text;
        }

        output.Write(text.Span[copied..]);
        return new ByteString(output.WrittenMemory);
    }

    // Always on by one code point at least.
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
