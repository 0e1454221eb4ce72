namespace Confd.Engine.Updating;

/// <summary>Shows the changes that a dry run would make.</summary>
/// <param name="destination">The file as the resource names it.</param>
/// <param name="stagePath">The staged file that holds the new bytes.</param>
/// <param name="before">The destination's bytes; empty where it does not exist.</param>
/// <param name="after">The rendered bytes.</param>
/// <param name="holdsSecrets">True where no content may be shown, only which lines change.</param>
public delegate void DiffReport(
    string destination, string stagePath, ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after, bool holdsSecrets);
