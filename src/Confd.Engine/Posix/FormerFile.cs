using Confd.Shared.Files;
using Microsoft.Win32.SafeHandles;

namespace Confd.Engine.Posix;

/// <summary>The file that a new one replaces, and the users who control it.</summary>
internal static class FormerFile
{
    /// <summary>Opens a regular file, or the target of a link; null where there is none.</summary>
    /// <param name="place">Its path.</param>
    /// <param name="owner">The future owner of the new file.</param>
    /// <param name="stranger">The owner of the existing file, whatever its kind, or of the link, if that is neither root nor the new owner;
    /// null for none.</param>
    public static SafeFileHandle? TryHold(FilePath place, uint owner, out uint? stranger)
    {
        stranger = null;
        try
        {
            var found = UnixTree.TryHold(place, followsLink: false);
            if (found is null || IsFile(found, ref stranger))
            {
                return found;
            }

            found.Dispose();
            found = place.FollowsLink ? UnixTree.TryHold(place, followsLink: true) : null;
            if (found is null || IsFile(found, ref stranger))
            {
                return found;
            }

            found.Dispose();
        }
        catch (UnixException)
        {
            // A file that cannot be examined has nothing to copy.
        }

        return null;

        bool IsFile(SafeFileHandle found, ref uint? user)
        {
            var state = UnixFile.Stat(found);
            user ??= state.UserId == 0 || state.UserId == owner ? null : state.UserId;
            return state.Kind == FileKind.Regular;
        }
    }

    /// <summary>The stranger of <see cref="TryHold"/>.</summary>
    public static uint? FindStranger(FilePath place, uint owner)
    {
        TryHold(place, owner, out var stranger)?.Dispose();
        return stranger;
    }
}
