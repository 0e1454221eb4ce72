namespace Confd.Flags.Operators;

/// <summary>Names that code asks for.</summary>
internal static class OperatorNames
{
    /// <summary>The operator whose values are keys of segments. Evaluation itself answers it.</summary>
    public const string SegmentMatch = "segmentMatch";
}
