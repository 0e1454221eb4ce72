using System.Runtime.InteropServices;
using System.Text;
using Confd.Shared.Files;

namespace Confd.Engine.Posix;

/// <summary>Users and groups of this machine, from the C library, so that every name service of the machine counts.</summary>
internal static unsafe partial class Accounts
{
    private const int FirstBufferBytes = 1024;
    private const int LargestBufferBytes = 1024 * 1024;

    private delegate int Lookup(byte* name, byte* entry, byte* buffer, nuint bufferBytes, byte** result);

    /// <summary>The number of the user that this program acts as.</summary>
    public static uint EffectiveUserId => geteuid();

    /// <summary>The number of the group that this program acts as.</summary>
    public static uint EffectiveGroupId => getegid();

    /// <summary>True where this program acts for a group, as its own or as a further one.</summary>
    internal static bool IsMemberOf(uint group)
    {
        var further = new uint[Math.Max(getgroups(0, null), 0)];
        fixed (uint* groups = further)
        {
            return group == EffectiveGroupId || further.AsSpan(0, Math.Max(getgroups(further.Length, groups), 0)).Contains(group);
        }
    }

    /// <summary>The number of a user, or null where there is none of that name.</summary>
    public static uint? FindUserId(string name) => Find(name, getpwnam_r);

    /// <summary>The number of a group, or null where there is none of that name.</summary>
    public static uint? FindGroupId(string name) => Find(name, getgrnam_r);

    // `struct passwd` and `struct group` start alike in glibc and musl: name (pointer), password (pointer), number (32 bits).
    private static uint? Find(string name, Lookup lookup)
    {
        const int EntryBytes = 128;
        var entry = stackalloc byte[EntryBytes];
        for (var bytes = FirstBufferBytes; bytes <= LargestBufferBytes; bytes *= 4)
        {
            byte* result = null;
            int error;
            fixed (byte* buffer = new byte[bytes])
            fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
            {
                error = lookup(text, entry, buffer, (nuint)bytes, &result);
            }

            if (error != UnixError.TooSmall)
            {
                return result is null ? null : *(uint*)(entry + (2 * sizeof(void*)));
            }
        }

        return null;
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint geteuid();

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint getegid();

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int getgroups(int size, uint* groups);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int getpwnam_r(byte* name, byte* entry, byte* buffer, nuint bufferBytes, byte** result);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int getgrnam_r(byte* name, byte* entry, byte* buffer, nuint bufferBytes, byte** result);
}
