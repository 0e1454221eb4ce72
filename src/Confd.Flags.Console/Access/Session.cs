namespace Confd.Flags.Console.Access;

/// <summary>An authenticated session.</summary>
/// <param name="Id">Identifies the session; not secret.</param>
/// <param name="Actor">The user, for the journal.</param>
/// <param name="FormToken">Proves that a form was made for this session; a secret that no other site can read.</param>
/// <param name="Ends">When it expires.</param>
internal sealed record Session(string Id, string Actor, string FormToken, DateTimeOffset Ends);
