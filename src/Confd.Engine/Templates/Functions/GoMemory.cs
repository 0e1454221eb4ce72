using Confd.GoTemplate;

namespace Confd.Engine.Templates.Functions;

/// <summary>
/// Sizes that Go refuses without requesting memory, with a message of its own (Go <c>runtime/slice.go</c>, <c>makeslice</c>). Smaller sizes
/// above our limit would kill the Go program; for these the messages are ours.
/// </summary>
internal static class GoMemory
{
    // maxAlloc of the 64-bit platforms.
    private const long MaxAllocation = 1L << 48;

    /// <summary>Checks the length of a text before it is created.</summary>
    /// <exception cref="TemplateFunctionException">It exceeds all memory.</exception>
    public static void CheckText(long bytes)
    {
        if (bytes > MaxAllocation)
        {
            throw new TemplateFunctionException("runtime error: makeslice: len out of range");
        }
    }

    /// <summary>Checks the size of a list of integers before it is created.</summary>
    /// <param name="capacity">Elements; below zero where the count has overflowed.</param>
    /// <exception cref="TemplateFunctionException">It exceeds all memory.</exception>
    public static void CheckIntegers(long capacity)
    {
        if (capacity is < 0 or > MaxAllocation / sizeof(long))
        {
            throw new TemplateFunctionException("runtime error: makeslice: cap out of range");
        }
    }
}
