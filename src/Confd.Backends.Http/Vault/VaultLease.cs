namespace Confd.Backends.Http.Vault;

/// <summary>A token and its lifetime.</summary>
/// <param name="Token">The token.</param>
/// <param name="Life">The lifetime from when it was issued; zero: unlimited.</param>
/// <param name="IsRenewable">True where it can be renewed.</param>
/// <param name="Since">When it was issued, by the clock's timestamps.</param>
internal sealed record VaultLease(string Token, TimeSpan Life, bool IsRenewable, long Since)
{
    /// <summary>True where the token has expired.</summary>
    public bool IsOver(TimeProvider clock) => Life > TimeSpan.Zero && clock.GetElapsedTime(Since) >= Life;

    /// <summary>True where the token expires, but can still be renewed.</summary>
    public bool CanBeRenewed(TimeProvider clock) => IsRenewable && Life > TimeSpan.Zero && !IsOver(clock);

    /// <summary>Only the type's name: the token is a secret.</summary>
    public override string ToString() => nameof(VaultLease);
}
