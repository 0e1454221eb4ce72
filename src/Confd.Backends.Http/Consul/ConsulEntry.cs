namespace Confd.Backends.Http.Consul;

/// <summary>One key of the store.</summary>
/// <param name="Key">As it is stored, without a slash in front; a folder's ends with one.</param>
/// <param name="Value">Its value; empty where it has none.</param>
/// <param name="ModifyIndex">Grows with each write of the key.</param>
internal readonly record struct ConsulEntry(string Key, ReadOnlyMemory<byte> Value, ulong ModifyIndex)
{
    /// <summary>True for what stands for a folder and holds nothing.</summary>
    public bool IsFolder => Key.EndsWith('/') && Value.IsEmpty;

    /// <summary>The key as confd knows it.</summary>
    public string Path => StoredPath.KeyOf(Key);
}
