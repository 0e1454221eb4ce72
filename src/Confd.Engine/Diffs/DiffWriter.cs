using System.Buffers;
using System.Text;

namespace Confd.Engine.Diffs;

/// <summary>Writes the lines of a diff, optionally colored by their role.</summary>
internal sealed class DiffWriter(IBufferWriter<byte> output, DiffColors colors, Func<string, string>? show = null)
{
    /// <summary>Writes a line of the diff itself.</summary>
    public void WriteLine(DiffRole role, string text)
    {
        Begin(role);
        Encoding.UTF8.GetBytes(text, output);
        End(role);
    }

    /// <summary>Writes a line of a text after its mark; one without LF is followed by the usual remark.</summary>
    public void WriteTextLine(DiffRole role, ReadOnlySpan<byte> line)
    {
        var hasNewline = line[^1] == '\n';
        Begin(role);
        output.Write(role switch
        {
            DiffRole.Removed => "-"u8,
            DiffRole.Added => "+"u8,
            _ => " "u8,
        });
        WriteText(hasNewline ? line[..^1] : line);
        End(role);
        if (!hasNewline)
        {
            output.Write("\\ No newline at end of file\n"u8);
        }
    }

    private void WriteText(ReadOnlySpan<byte> text)
    {
        if (show is null)
        {
            output.Write(text);
        }
        else
        {
            Encoding.UTF8.GetBytes(show(Encoding.UTF8.GetString(text)), output);
        }
    }

    private void Begin(DiffRole role)
    {
        if (colors == DiffColors.Ansi)
        {
            output.Write(role switch
            {
                DiffRole.FileName => "\e[1m"u8,
                DiffRole.HunkHeader => "\e[36m"u8,
                DiffRole.Removed => "\e[31m"u8,
                DiffRole.Added => "\e[32m"u8,
                _ => default,
            });
        }
    }

    private void End(DiffRole role)
    {
        if (colors == DiffColors.Ansi && role != DiffRole.Context)
        {
            output.Write("\e[0m"u8);
        }

        output.Write("\n"u8);
    }
}
