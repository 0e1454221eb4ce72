namespace Confd.Backends.Http.Vault;

/// <summary>A KV engine.</summary>
/// <param name="Path">Where it is mounted, without slashes around.</param>
/// <param name="IsVersioned">True for version 2.</param>
internal sealed record VaultMount(string Path, bool IsVersioned)
{
    /// <summary>The path for reading secrets.</summary>
    public string Data => IsVersioned ? Path + "/data" : Path;

    /// <summary>The path for listing them.</summary>
    public string Names => IsVersioned ? Path + "/metadata" : Path;
}
