using System.Buffers;
using System.Text;

namespace Confd.Engine.Keys;

/// <summary>Go's package <c>path</c> on byte strings: slash-separated, purely by text.</summary>
internal static class GoPath
{
    private static ReadOnlySpan<byte> Dot => "."u8;

    /// <summary>The shortest equal path: no doubled slashes, no <c>.</c>, <c>..</c> only at the start of a relative path. Empty becomes
    /// <c>.</c>.</summary>
    public static byte[] Clean(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty)
        {
            return Dot.ToArray();
        }

        var isRooted = path[0] == '/';
        var output = new ArrayBufferWriter<byte>(path.Length);
        var segments = new List<Range>();
        foreach (var range in path.Split((byte)'/'))
        {
            var segment = path[range];
            if (segment.IsEmpty || segment.SequenceEqual(Dot))
            {
                continue;
            }

            if (!segment.SequenceEqual(".."u8))
            {
                segments.Add(range);
            }
            else if (segments.Count > 0 && !path[segments[^1]].SequenceEqual(".."u8))
            {
                segments.RemoveAt(segments.Count - 1);
            }
            else if (!isRooted)
            {
                segments.Add(range);
            }
        }

        WriteSegments(output, path, segments, isRooted);
        return output.WrittenCount == 0 ? Dot.ToArray() : output.WrittenSpan.ToArray();
    }

    /// <summary>The same for a path of the file system.</summary>
    public static string Clean(string path) => Encoding.UTF8.GetString(Clean(Encoding.UTF8.GetBytes(path)));

    /// <summary>A path below a folder, joined and cleaned, as messages show it.</summary>
    /// <param name="folder">Empty for the working directory.</param>
    /// <param name="path">Below the folder even with a leading slash; <c>..</c> may lead out of it.</param>
    public static string Join(string folder, string path) => Clean(Path.Join(folder, path));

    /// <summary>The last segment; <c>.</c> for an empty path, <c>/</c> for one of slashes only.</summary>
    public static ReadOnlySpan<byte> Base(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty)
        {
            return Dot;
        }

        var trimmed = path.TrimEnd((byte)'/');
        return trimmed.IsEmpty ? "/"u8 : trimmed[(trimmed.LastIndexOf((byte)'/') + 1)..];
    }

    /// <summary>All but the last segment, cleaned: <c>/a/b</c> gives <c>/a</c>, <c>a</c> gives <c>.</c>.</summary>
    public static byte[] Directory(ReadOnlySpan<byte> path) => Clean(path[..(path.LastIndexOf((byte)'/') + 1)]);

    /// <summary>True for a cleaned absolute path: <see cref="Clean(ReadOnlySpan{byte})"/> would not change it, and it begins with a
    /// slash.</summary>
    public static bool IsCleanAbsolute(ReadOnlySpan<byte> path)
    {
        if (path.SequenceEqual("/"u8))
        {
            return true;
        }

        if (path.IsEmpty || path[0] != '/')
        {
            return false;
        }

        foreach (var range in path[1..].Split((byte)'/'))
        {
            var segment = path[1..][range];
            if (segment.IsEmpty || segment.SequenceEqual(Dot) || segment.SequenceEqual(".."u8))
            {
                return false;
            }
        }

        return true;
    }

    private static void WriteSegments(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> path, List<Range> segments, bool isRooted)
    {
        if (isRooted)
        {
            output.Write("/"u8);
        }

        for (var index = 0; index < segments.Count; index++)
        {
            if (index > 0)
            {
                output.Write("/"u8);
            }

            output.Write(path[segments[index]]);
        }
    }
}
