using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Confd.Flags.Console.Access;

/// <summary>
/// Creates and verifies the contents of the session cookie: the time of the login, and a proof made with the secret that was used. Any
/// process with the secret accepts it, so that several behind one address need no shared memory; removing a secret ends its sessions.
/// </summary>
internal sealed class Tickets
{
    private const int NonceBytes = 16;
    private const int TimeBytes = sizeof(long);
    private const int PayloadBytes = TimeBytes + NonceBytes;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private readonly (byte[] Key, string Actor)[] _keys;
    private readonly string _actor;
    private readonly Revocations _revoked;
    private readonly TimeProvider _clock;

    /// <summary>Creates the tickets for the given secrets.</summary>
    /// <param name="tokens">The tokens that grant access; none: every request gets access, with a secret of this process.</param>
    /// <param name="actor">The user name for tokens without one.</param>
    /// <param name="clock">The clock.</param>
    public Tickets(IReadOnlyList<ConsoleToken> tokens, string actor, TimeProvider clock)
    {
        _clock = clock;
        _revoked = new Revocations(clock);
        _actor = actor;
        _keys = tokens.Count == 0
            ? [(RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes), actor)]
            : [.. tokens.Select(Read)];
    }

    /// <summary>Starts a session.</summary>
    /// <param name="token">The token that was presented; null: none is required.</param>
    public (string Ticket, Session Session) Issue(ConsoleToken? token)
    {
        Span<byte> ticket = stackalloc byte[PayloadBytes + SHA256.HashSizeInBytes];
        var payload = ticket[..PayloadBytes];
        BinaryPrimitives.WriteInt64BigEndian(payload, _clock.GetUtcNow().ToUnixTimeSeconds());
        RandomNumberGenerator.Fill(payload[TimeBytes..]);
        var (key, actor) = token is null ? _keys[0] : Read(token);
        HMACSHA256.HashData(key, payload, ticket[PayloadBytes..]);
        return (Base64Url.EncodeToString(ticket), Open(payload, key, actor));
    }

    /// <summary>The session of a ticket; null: the ticket is invalid, expired, or was revoked.</summary>
    public Session? Find(string? ticket)
    {
        Span<byte> bytes = stackalloc byte[PayloadBytes + SHA256.HashSizeInBytes];
        if (ticket is null
            || ticket.Length != Base64Url.GetEncodedLength(bytes.Length)
            || !Base64Url.IsValid(ticket)
            || Base64Url.DecodeFromChars(ticket, bytes) != bytes.Length)
        {
            return null;
        }

        var payload = bytes[..PayloadBytes];
        Span<byte> proof = stackalloc byte[SHA256.HashSizeInBytes];
        Session? found = null;
        foreach (var (key, actor) in _keys)
        {
            HMACSHA256.HashData(key, payload, proof);
            found = CryptographicOperations.FixedTimeEquals(proof, bytes[PayloadBytes..]) ? Open(payload, key, actor) : found;
        }

        return found is not null && found.Ends > _clock.GetUtcNow() && !_revoked.Contains(found) ? found : null;
    }

    /// <summary>Revokes a session, in this process: other processes with the same secrets, and this one after a restart, do not have the
    /// revocation.</summary>
    public void Revoke(Session session) => _revoked.Add(session);

    private (byte[] Key, string Actor) Read(ConsoleToken token) =>
        (SHA256.HashData(Encoding.UTF8.GetBytes($"console session {token.Secret}")), token.Owner ?? _actor);

    private static Session Open(ReadOnlySpan<byte> payload, byte[] key, string actor)
    {
        var issued = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(BinaryPrimitives.ReadInt64BigEndian(payload), 0, uint.MaxValue));
        Span<byte> form = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, [.. "form"u8, .. payload], form);
        return new Session(Base64Url.EncodeToString(payload), actor, Base64Url.EncodeToString(form), issued + Lifetime);
    }
}
