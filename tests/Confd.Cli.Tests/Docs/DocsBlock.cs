namespace Confd.Cli.Tests.Docs;

/// <summary>A block of code in a page: fenced, or indented by four blanks.</summary>
/// <param name="Line">That of its first line of code; 1-based.</param>
/// <param name="Language">What stands behind the fence, such as <c>sh</c>; empty for a bare fence, null for an indented block.</param>
/// <param name="Lines">The code, without the block's indentation.</param>
/// <param name="File">The file that the paragraph before it, ending in a colon, says to hold the code; null for others.</param>
internal sealed record DocsBlock(int Line, string? Language, IReadOnlyList<string> Lines, string? File = null)
{
    /// <summary>Is it typed into a shell? Indented blocks are.</summary>
    public bool IsShell => Language is null or "sh";

    /// <summary>The commands: a line with those that it is continued by, and with the text of its here-document.</summary>
    public IEnumerable<DocsText> Commands()
    {
        for (var index = 0; index < Lines.Count; index++)
        {
            var start = index;
            while (Lines[index].EndsWith('\\') && index + 1 < Lines.Count)
            {
                index++;
            }

            if (ShellLine.HereDocumentEnd(Lines[index]) is { } end)
            {
                while (Lines[index] != end && index + 1 < Lines.Count)
                {
                    index++;
                }
            }

            var text = string.Join('\n', Lines.Skip(start).Take(index - start + 1));
            if (text.Trim() is { Length: > 0 } and not ['#', ..])
            {
                yield return new DocsText(Line + start, text);
            }
        }
    }
}
