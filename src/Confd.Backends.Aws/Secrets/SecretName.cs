namespace Confd.Backends.Aws.Secrets;

/// <summary>The secret of a lookup key: <c>/app/db</c>, <c>/app/db:AWSPREVIOUS</c>, <c>/app/db:VERSION-ID</c>, or an ARN.</summary>
/// <param name="Name">The name or ARN of the secret.</param>
/// <param name="Stage">The staging label; null where a version is given.</param>
/// <param name="VersionId">The version; null for that of the label.</param>
internal readonly record struct SecretName(string Name, string? Stage, string? VersionId)
{
    // AWS generates them as UUIDs (ClientRequestToken); labels are words.
    private const int VersionIdLength = 36;

    public static SecretName Parse(string path, string stage)
    {
        var text = path.TrimStart('/');
        var colon = text.LastIndexOf(':');

        // Names of secrets contain no colon, ARNs many.
        if (colon < 0 || text.StartsWith("arn:", StringComparison.Ordinal))
        {
            return new SecretName(text, stage, null);
        }

        var suffix = text[(colon + 1)..];
        return suffix.Length == VersionIdLength && Guid.TryParseExact(suffix, "D", out _)
            ? new SecretName(text[..colon], null, suffix)
            : new SecretName(text[..colon], suffix, null);
    }

    /// <summary>Each folder of the name as a secret, the longest first, with the rest of the name as its member.</summary>
    public IEnumerable<(SecretName Secret, string Member)> Parents()
    {
        if (Name.StartsWith("arn:", StringComparison.Ordinal))
        {
            yield break;
        }

        for (var slash = Name.LastIndexOf('/'); slash > 0; slash = Name.LastIndexOf('/', slash - 1))
        {
            yield return (this with { Name = Name[..slash] }, Name[(slash + 1)..]);
        }
    }

    public override string ToString() => VersionId is null ? Name : $"{Name}:{VersionId}";
}
