using System.Runtime.InteropServices;
using System.Text;
using Confd.Shared.Files;
using Microsoft.Win32.SafeHandles;

namespace Confd.Engine.Posix;

/// <summary>The properties of a file other than bytes, mode and owner: access lists, security labels, user attributes.</summary>
internal static partial class ExtendedAttributes
{
    private const string AccessList = "system.posix_acl_access";

    // Set by policy, independent of requests.
    private const string Labels = "security.";

    // These refer to the old bytes: the kernel itself removes the first at each write, and the others are signatures.
    private static readonly string[] BoundToTheBytes = ["security.capability", "security.ima", "security.evm"];

    /// <summary>True where an entry of the result of <see cref="Copy"/> concerns the access list.</summary>
    public static bool IsAccessList(string lost) => lost.StartsWith(AccessList, StringComparison.Ordinal);

    /// <summary>Copies to a new file the attributes of the file that it will replace, and removes its access list where that has
    /// none.</summary>
    /// <param name="place">The file to be replaced, a link followed; none where it does not exist or is not a regular file.</param>
    /// <param name="file">The new file, open and owned by this program.</param>
    /// <param name="owner">The future owner. Attributes that another user has set on a file of their own, above all an access list, could
    /// let that user read the new file: they are not copied.</param>
    /// <returns>What could not be copied, each as <c>NAME: REASON</c>; empty where nothing was lost.</returns>
    public static IReadOnlyList<string> Copy(FilePath place, SafeFileHandle file, uint owner)
    {
        var lost = new List<string>();
        using var old = ReplacedFile.TryOpenPath(place, owner, out var foreignOwner);
        if (old is null)
        {
            return lost;
        }

        // There is no call that lists or reads attributes by a handle of this kind, but by its path in /proc there is.
        var held = UnixFile.DescriptorPath(old);
        var path = UnixFile.Exists(held) ? held : place.SystemPath;
        if (ReadNames(path, lost) is not { } names)
        {
            return lost;
        }

        if (foreignOwner is { } user)
        {
            var strange = names.FindAll(name => !name.StartsWith(Labels, StringComparison.Ordinal));
            lost.AddRange(strange.Select(name => $"{name}: user {user} may have set it, who is not the owner of the new file"));
            names = [.. names.Except(strange, StringComparer.Ordinal)];
        }

        foreach (var name in names.Except(BoundToTheBytes, StringComparer.Ordinal))
        {
            if (CopyOne(path, name, file) is { } reason)
            {
                lost.Add($"{name}: {reason}");
            }
        }

        // A folder's default access list is inherited by every new file in it, also one that replaces a file without.
        if (!names.Contains(AccessList, StringComparer.Ordinal) && fremovexattr(file, AccessList) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error is not (UnixError.NoAttribute or UnixError.NotSupported))
            {
                lost.Add($"{AccessList}: {FileCalls.Describe(error)}");
            }
        }

        return lost;
    }

    private static List<string>? ReadNames(string path, List<string> lost)
    {
        if (Read((ref byte buffer, nuint size) => listxattr(path, ref buffer, size), out var error) is { } list)
        {
            return [.. Encoding.UTF8.GetString(list).Split('\0', StringSplitOptions.RemoveEmptyEntries)];
        }

        if (error != UnixError.NotSupported)
        {
            lost.Add($"all attributes: {FileCalls.Describe(error)}");
        }

        return null;
    }

    private static string? CopyOne(string path, string name, SafeFileHandle file)
    {
        if (Read((ref byte buffer, nuint size) => getxattr(path, name, ref buffer, size), out var error) is not { } value)
        {
            return error == UnixError.NoAttribute ? null : FileCalls.Describe(error);
        }

        // A label that the new file already has may be one that this program must not set.
        var present = Read((ref byte buffer, nuint size) => fgetxattr(file, name, ref buffer, size), out _);
        return (present is not null && present.AsSpan().SequenceEqual(value))
            || fsetxattr(file, name, ref MemoryMarshal.GetArrayDataReference(value), (nuint)value.Length, 0) == 0
            ? null
            : FileCalls.Describe(Marshal.GetLastPInvokeError());
    }

    // Requests the size first, and retries where it grew in between.
    private static byte[]? Read(ReadCall call, out int error)
    {
        while (true)
        {
            error = 0;
            byte nothing = 0;
            var size = call(ref nothing, 0);
            if (size == 0)
            {
                return [];
            }

            var buffer = new byte[Math.Max(size, 0)];
            size = size < 0 ? size : call(ref MemoryMarshal.GetArrayDataReference(buffer), (nuint)buffer.Length);
            if (size >= 0)
            {
                return buffer[..(int)size];
            }

            error = Marshal.GetLastPInvokeError();
            if (error != UnixError.BufferTooSmall)
            {
                return null;
            }
        }
    }

    private delegate nint ReadCall(ref byte buffer, nuint size);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint listxattr(string path, ref byte list, nuint size);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint getxattr(string path, string name, ref byte value, nuint size);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint fgetxattr(SafeFileHandle file, string name, ref byte value, nuint size);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int fsetxattr(SafeFileHandle file, string name, ref byte value, nuint size, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int fremovexattr(SafeFileHandle file, string name);
}
