using Confd.Engine.Posix;
using Confd.Shared.Digests;
using Confd.Shared.Files;

namespace Confd.Engine.Files;

/// <summary>Compares a destination with its expected content and rights.</summary>
internal static class FileComparison
{
    /// <summary>Finds the first difference, in the order size, mode, owner, group, bytes.</summary>
    /// <param name="path">The destination; links are followed.</param>
    /// <param name="actual">Its state; a folder or a device always differs.</param>
    /// <param name="content">The expected bytes.</param>
    /// <param name="rights">The expected mode and owner.</param>
    /// <returns>
    /// Null where there is none; otherwise the difference in words: <c>has mode -rw-r--r-- should be -rw-------</c>. Empty where no words
    /// are needed.
    /// </returns>
    /// <exception cref="IOException">The destination cannot be read.</exception>
    public static string? FindDifference(FilePath path, FileState actual, FileContent content, FileAccessRights rights)
    {
        if (actual.Kind != FileKind.Regular)
        {
            return "";
        }

        if (actual.Size != content.Length)
        {
            return $"has size {actual.Size} should be {content.Length}";
        }

        if (((actual.Mode ^ rights.Mode) & FileAccessRights.PermissionBits) != UnixFileMode.None)
        {
            return $"has mode {ModeLetters(actual.Mode)} should be {ModeLetters(rights.Mode)}";
        }

        if (actual.UserId != rights.UserId)
        {
            return $"has UID {actual.UserId} should be {rights.UserId}";
        }

        if (actual.GroupId != rights.GroupId)
        {
            return $"has GID {actual.GroupId} should be {rights.GroupId}";
        }

        return HasBytes(path, content) ? null : DescribeBytes(path, content);
    }

    /// <summary>Permission bits as <c>ls</c> prints them: <c>-rw-r--r--</c>.</summary>
    internal static string ModeLetters(UnixFileMode mode) => string.Create(10, (int)mode, (letters, bits) =>
    {
        letters[0] = '-';
        for (var index = 1; index < letters.Length; index++)
        {
            var isSet = (bits & (1 << (9 - index))) != 0;
            letters[index] = isSet ? "rwx"[(index - 1) % 3] : '-';
        }
    });

    private static bool HasBytes(FilePath path, FileContent content)
    {
        using var file = UnixFile.OpenForReading(path);
        return content.IsBeginningOf(file);
    }

    private static string DescribeBytes(FilePath path, FileContent content)
    {
        using var file = UnixFile.OpenForReading(path);
        var present = new Md5Sum();
        var buffer = new byte[64 * 1024];
        long offset = 0;
        while (RandomAccess.Read(file, buffer, offset) is > 0 and var count)
        {
            offset += count;
            if (offset > content.Length)
            {
                // It has grown since its size was compared. Its owner may make it as large as they like.
                return $"has size {UnixFile.Stat(file).Size} should be {content.Length}";
            }

            present.Append(buffer.AsSpan(0, count));
        }

        var expected = new Md5Sum();
        content.ForEachChunk((chunk, _) =>
        {
            expected.Append(chunk.Span);
            return true;
        });
        return $"has md5sum {present.Finish()} should be {expected.Finish()}";
    }
}
