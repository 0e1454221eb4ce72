using Confd.Flags.Evaluation;

namespace Confd.Flags.Service.Ofrep;

/// <summary>LaunchDarkly's names of what answers tell in metadata.</summary>
internal static class ReasonNames
{
    public static ReadOnlySpan<byte> Of(BigSegmentsStatus status) => status switch
    {
        BigSegmentsStatus.Healthy => "HEALTHY"u8,
        BigSegmentsStatus.Stale => "STALE"u8,
        BigSegmentsStatus.StoreError => "STORE_ERROR"u8,
        _ => "NOT_CONFIGURED"u8,
    };
}
