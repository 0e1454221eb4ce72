namespace Confd.TestSupport.Faults;

/// <summary>How often a <see cref="FaultProxy"/> does which harm: each a share of the requests from 0 to 1.</summary>
public sealed record FaultRates
{
    /// <summary>No harm at all.</summary>
    public static FaultRates None { get; } = new();

    /// <summary>The rates of the acceptance test: 20 % throttles, 10 % errors, 10 % resets.</summary>
    public static FaultRates Rough { get; } = new() { Throttles = 0.2, Errors = 0.1, Resets = 0.1 };

    /// <summary>Answers ProvisionedThroughputExceededException.</summary>
    public double Throttles { get; init; }

    /// <summary>Answers 500.</summary>
    public double Errors { get; init; }

    /// <summary>Drops the connection.</summary>
    public double Resets { get; init; }

    /// <summary>The share of keys or writes in each batch that is left unprocessed (at least one of a batch is always done).</summary>
    public double Unprocessed { get; init; }

    /// <summary>How many items a page of Scan or Query looks at; null: as DynamoDB does.</summary>
    public int? PageItems { get; init; }

    /// <summary>Makes the harm the same in every run.</summary>
    public int Seed { get; init; } = 1;
}
