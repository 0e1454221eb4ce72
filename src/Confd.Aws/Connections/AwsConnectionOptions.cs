using Amazon.Runtime;
using Confd.Shared;

namespace Confd.Aws.Connections;

/// <summary>How to reach AWS. Null values are taken from the environment, as by every AWS tool.</summary>
public record AwsConnectionOptions
{
    /// <summary>The region, such as <c>eu-central-1</c>. Null or empty: see <see cref="AwsConnection.ConnectAsync"/>.</summary>
    public string? Region { get; init; }

    /// <summary>An endpoint of http or https instead of the region's own, such as <c>http://localhost:8000</c>. Null: the environment
    /// decides.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Explicit credentials; null: the SDK's chain finds them.</summary>
    public AWSCredentials? Credentials { get; init; }

    /// <summary>The time limit for opening a TCP connection, to the service and to the metadata services; zero: no limit.</summary>
    /// <value>5 seconds.</value>
    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Reads one environment variable; null where it is not set.</summary>
    /// <remarks>Only for the settings read here: the SDK's credential chain always reads the environment of the process.</remarks>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Validates the options.</summary>
    /// <exception cref="ArgumentException">One is invalid; the message names it and its range.</exception>
    public void Validate()
    {
        var check = new OptionCheck(GetType().Name);
        var problem = string.IsNullOrEmpty(Region) ? null : RegionName.ProblemOf(Region);
        check.Require(problem is null, nameof(Region), $"{problem}; write one such as eu-central-1");
        check.Require(
            Endpoint is null or { IsAbsoluteUri: true, Scheme: "http" or "https" },
            nameof(Endpoint),
            "has to be an absolute address of http or https, such as http://localhost:8000");
        check.RequireTimer(DialTimeout, nameof(DialTimeout), orZero: true);
        check.RequireSet(Environment, nameof(Environment));
    }
}
