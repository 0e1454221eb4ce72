using Confd.GoTemplate;

namespace Confd.Engine.Templates.Sprig;

/// <summary>Go's run-time errors for invalid operations of functions: templates report them as errors of the call.</summary>
internal static class GoPanic
{
    /// <summary>A use of nil.</summary>
    public static TemplateFunctionException NilPointer() => new("runtime error: invalid memory address or nil pointer dereference");

    /// <summary>A list with a negative or too large number of elements.</summary>
    public static TemplateFunctionException BadLength() => new("runtime error: makeslice: len out of range");

    /// <summary>A slice outside a text.</summary>
    /// <param name="bounds">As Go shows them, without brackets.</param>
    public static TemplateFunctionException OutOfBounds(ErrorText bounds) =>
        new($"runtime error: slice bounds out of range {bounds}");

    /// <summary>Checks the bounds of a slice <c>[low:high]</c> of something with <paramref name="length"/> elements.</summary>
    /// <exception cref="TemplateFunctionException">The bounds are outside or not in order.</exception>
    public static void CheckBounds(long low, long high, int length, string kind = "length")
    {
        if (high < 0 || high > length)
        {
            throw OutOfBounds(high < 0
                ? ErrorText.Format($"[:{ErrorText.Number(high)}]")
                : ErrorText.Format($"[:{ErrorText.Number(high)}] with {kind} {ErrorText.Number(length)}"));
        }

        if (low < 0 || low > high)
        {
            throw OutOfBounds(low < 0
                ? ErrorText.Format($"[{ErrorText.Number(low)}:]")
                : ErrorText.Format($"[{ErrorText.Number(low)}:{ErrorText.Number(high)}]"));
        }
    }
}
