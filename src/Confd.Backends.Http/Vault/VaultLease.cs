namespace Confd.Backends.Http.Vault;

/// <summary>A token and how long it lasts.</summary>
/// <param name="Token">The token.</param>
/// <param name="Life">How long from when it was given; zero: for ever.</param>
/// <param name="IsRenewable">True where its life may be prolonged.</param>
/// <param name="Since">When it was given, by the clock's timestamps.</param>
internal sealed record VaultLease(string Token, TimeSpan Life, bool IsRenewable, long Since)
{
    /// <summary>True where the token can no longer be relied on.</summary>
    public bool IsOver(TimeProvider clock) => Life > TimeSpan.Zero && clock.GetElapsedTime(Since) >= Life;

    /// <summary>True where the token has an end, and one that can still be put off.</summary>
    public bool CanBeProlonged(TimeProvider clock) => IsRenewable && Life > TimeSpan.Zero && !IsOver(clock);

    /// <summary>Its name alone: the token is a secret.</summary>
    public override string ToString() => nameof(VaultLease);
}
