using Confd.GoTemplate;

namespace Confd.Engine.Templates.Functions;

/// <summary>
/// Sizes for which Go does not even ask for memory: it fails with a message of its own (Go <c>runtime/slice.go</c>, <c>makeslice</c>).
/// What is smaller but above our limit would kill the Go program; there the messages are ours.
/// </summary>
internal static class GoMemory
{
    // maxAlloc of the 64-bit platforms.
    private const long LargestAllocation = 1L << 48;

    /// <summary>Checks the length of a text that is about to be made.</summary>
    /// <exception cref="TemplateFunctionException">It is beyond all memory.</exception>
    public static void CheckText(long bytes)
    {
        if (bytes > LargestAllocation)
        {
            throw new TemplateFunctionException("runtime error: makeslice: len out of range");
        }
    }

    /// <summary>Checks the room that is about to be made for a list of integers.</summary>
    /// <param name="capacity">Elements; below zero where the count has wrapped around.</param>
    /// <exception cref="TemplateFunctionException">It is beyond all memory.</exception>
    public static void CheckIntegers(long capacity)
    {
        if (capacity is < 0 or > LargestAllocation / sizeof(long))
        {
            throw new TemplateFunctionException("runtime error: makeslice: cap out of range");
        }
    }
}
