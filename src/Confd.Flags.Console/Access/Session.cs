namespace Confd.Flags.Console.Access;

/// <summary>Somebody who was let in.</summary>
/// <param name="Id">Names the session; no secret.</param>
/// <param name="Actor">Who it is, for the journal.</param>
/// <param name="FormToken">Shows that a form was made for this session; a secret that no other site can read.</param>
/// <param name="Ends">From when on it does not count.</param>
internal sealed record Session(string Id, string Actor, string FormToken, DateTimeOffset Ends);
