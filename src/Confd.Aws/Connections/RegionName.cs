namespace Confd.Aws.Connections;

/// <summary>Which texts can be the name of a region, which becomes part of a host name, and of the signature in a header. The SDK rejects
/// others too, where it first uses them, with or without an endpoint.</summary>
internal static class RegionName
{
    private const int LongestHostLabel = 63;

    /// <summary>Why a region cannot be used.</summary>
    /// <param name="region">The region, not empty.</param>
    /// <returns>The end of a sentence about it; null: it can be used.</returns>
    public static string? ProblemOf(string region)
    {
        foreach (var letter in region)
        {
            if (char.IsWhiteSpace(letter) || char.IsControl(letter))
            {
                return "contains a blank, a line break or a control character";
            }

            if (!char.IsAsciiLetterOrDigit(letter) && letter != '-')
            {
                return "contains other characters than letters, digits and hyphens";
            }
        }

        return region.Length <= LongestHostLabel && region[0] != '-' && region[^1] != '-' ? null : "is not part of a host name";
    }

    /// <summary>Returns a region that can be used.</summary>
    /// <param name="region">The region, not empty.</param>
    /// <param name="place">Where it comes from.</param>
    /// <exception cref="AwsException">It cannot be used; the message names the place.</exception>
    public static string Require(string region, string place) =>
        ProblemOf(region) is not { } problem ? region : throw new AwsException(
            AwsFailure.InvalidRegion, $"the AWS region of {place} {problem}; write one such as eu-central-1");
}
