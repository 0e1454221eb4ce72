using System.Runtime.InteropServices;
using System.Text;
using Confd.Shared.Files;

namespace Confd.Engine.Posix;

/// <summary>Users and groups of this machine, from the C library, which uses every name service of the machine.</summary>
internal static unsafe partial class Accounts
{
    private const int FirstBufferBytes = 1024;
    private const int MaxBufferBytes = 1024 * 1024;

    private delegate int Lookup(byte* name, byte* entry, byte* buffer, nuint bufferBytes, byte** result);

    /// <summary>The effective user ID of this program.</summary>
    public static uint EffectiveUserId => FileCalls.EffectiveUserId;

    /// <summary>The effective group ID of this program.</summary>
    public static uint EffectiveGroupId => getegid();

    /// <summary>True where this program is a member of a group, by its own or a supplementary group.</summary>
    internal static bool IsMemberOf(uint group)
    {
        var further = new uint[Math.Max(getgroups(0, null), 0)];
        fixed (uint* groups = further)
        {
            return group == EffectiveGroupId || further.AsSpan(0, Math.Max(getgroups(further.Length, groups), 0)).Contains(group);
        }
    }

    /// <summary>The ID of a user, or null where there is none of that name.</summary>
    /// <exception cref="UnixException">The name cannot be looked up now, for example while a directory service is down.</exception>
    public static uint? FindUserId(string name) => Find(name, "user", getpwnam_r);

    /// <summary>The ID of a group, or null where there is none of that name.</summary>
    /// <inheritdoc cref="FindUserId" path="/exception"/>
    public static uint? FindGroupId(string name) => Find(name, "group", getgrnam_r);

    /// <summary>True where the error of a look-up means that there is none of that name: those that the manual of <c>getpwnam_r</c>
    /// lists.</summary>
    internal static bool MeansNotFound(int error) => error
        is 0
            or UnixError.NoSuchFile
            or UnixError.NoSuchEntry
            or UnixError.BadDescriptor
            or UnixError.OperationNotPermitted;

    // `struct passwd` and `struct group` begin alike in glibc and musl: name (pointer), password (pointer), ID (32 bits).
    private static uint? Find(string name, string kind, Lookup lookup)
    {
        // The C library would look up what stands before a NUL.
        if (name.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        const int EntryBytes = 128;
        var entry = stackalloc byte[EntryBytes];
        for (var bytes = FirstBufferBytes; ; bytes *= 4)
        {
            byte* result = null;
            int error;
            fixed (byte* buffer = new byte[bytes])
            fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
            {
                error = lookup(text, entry, buffer, (nuint)bytes, &result);
            }

            if (result is not null)
            {
                return *(uint*)(entry + (2 * sizeof(void*)));
            }

            if (MeansNotFound(error))
            {
                return null;
            }

            if (error != UnixError.BufferTooSmall || bytes >= MaxBufferBytes)
            {
                throw new UnixException($"looking up {kind} {name}", error);
            }
        }
    }

    [LibraryImport("libc")]
    private static partial uint getegid();

    [LibraryImport("libc")]
    private static partial int getgroups(int size, uint* groups);

    [LibraryImport("libc")]
    private static partial int getpwnam_r(byte* name, byte* entry, byte* buffer, nuint bufferBytes, byte** result);

    [LibraryImport("libc")]
    private static partial int getgrnam_r(byte* name, byte* entry, byte* buffer, nuint bufferBytes, byte** result);
}
