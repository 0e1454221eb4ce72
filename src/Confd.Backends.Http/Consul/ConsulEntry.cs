namespace Confd.Backends.Http.Consul;

/// <summary>One key of the store.</summary>
/// <param name="Key">As it is stored, without a leading slash; that of a folder ends with one.</param>
/// <param name="Value">Its value; empty where it has none.</param>
/// <param name="ModifyIndex">Increases with each write of the key.</param>
internal readonly record struct ConsulEntry(string Key, ReadOnlyMemory<byte> Value, ulong ModifyIndex)
{
    /// <summary>True for an empty entry that represents a folder.</summary>
    public bool IsFolder => Key.EndsWith('/') && Value.IsEmpty;

    /// <summary>The key in confd's form.</summary>
    public string Path => StoredPath.KeyOf(Key);
}
