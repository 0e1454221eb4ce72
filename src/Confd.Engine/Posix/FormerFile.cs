using Confd.Shared.Files;
using Microsoft.Win32.SafeHandles;

namespace Confd.Engine.Posix;

/// <summary>The file whose place a new one takes, and who has a say in it.</summary>
internal static class FormerFile
{
    /// <summary>Holds a regular file, or that which a link leads to; null where there is none.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="owner">Who will own the new file.</param>
    /// <param name="stranger">Who has a say in what is there, of whatever kind, but is neither root nor the new owner: the owner of the
    /// link or of the file; null for nobody.</param>
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
            // What cannot be looked at has nothing to give.
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
