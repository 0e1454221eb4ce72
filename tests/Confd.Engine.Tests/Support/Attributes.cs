using System.Runtime.InteropServices;

namespace Confd.Engine.Tests.Support;

/// <summary>Extended attributes and access lists of files, by the calls of the C library.</summary>
internal static partial class Attributes
{
    public const string AccessList = "system.posix_acl_access";
    public const string DefaultList = "system.posix_acl_default";

    private const int MaxBytes = 4096;

    /// <summary>An access list of Linux: the owner may read and write, one more user may read, all others nothing.</summary>
    public static byte[] ListWithUser(uint user) =>
        List((1, 6, uint.MaxValue), (2, 4, user), (4, 0, uint.MaxValue), (0x10, 4, uint.MaxValue), (0x20, 0, uint.MaxValue));

    /// <summary>Sets an attribute, or skips the test where the file system does not take it.</summary>
    public static void SetOrSkip(string path, string name, byte[] value) =>
        Assert.SkipUnless(
            setxattr(path, name, ref value[0], (nuint)value.Length, 0) == 0, $"this file system, or this user, cannot set {name}");

    /// <summary>An attribute; null where there is none.</summary>
    public static byte[]? Get(string path, string name)
    {
        var value = new byte[MaxBytes];
        var size = getxattr(path, name, ref value[0], MaxBytes);
        return size < 0 ? null : value[..(int)size];
    }

    // The kernel's form (linux/posix_acl_xattr.h): version 2, then tag, permissions and number of each entry.
    private static byte[] List(params (ushort Tag, ushort Permissions, uint Id)[] entries) =>
        [.. BitConverter.GetBytes(2), .. entries.SelectMany(entry =>
            (byte[])[
                .. BitConverter.GetBytes(entry.Tag), .. BitConverter.GetBytes(entry.Permissions), .. BitConverter.GetBytes(entry.Id)])];

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setxattr(string path, string name, ref byte value, nuint size, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint getxattr(string path, string name, ref byte value, nuint size);
}
