using Confd.GoTemplate.Tests.Support;
using Confd.GoTemplate.Time;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests.Formatting;

/// <summary>Corners of Go's <c>fmt</c>; outcomes are those of Go 1.25.</summary>
public sealed class PrintfTests
{
    [Theory]
    [InlineData("%.16e %.17g", "1e-38", "9.9999999999999996e-39 9.9999999999999996e-39")] // the shortest form stands one place too high
    [InlineData("%.16e %.17g", "1e-45", "9.9999999999999998e-46 9.9999999999999998e-46")]
    [InlineData("%.1e %.0e %.4g", "1e-322", "9.9e-323 1e-322 9.881e-323")]
    [InlineData("%.2e %.3g %.1e", "9.996e22", "1.00e+23 1e+23 1.0e+23")]
    [InlineData("%.2e %.3g", "1e23", "1.00e+23 1e+23")]
    [InlineData("%v %.15e %.3g", "2.98023223876953125e-08", "2.9802322387695312e-08 2.980232238769531e-08 2.98e-08")] // 2^-25
    [InlineData("%v %g", "0x1p-958", "4.1045368012983762e-289 4.1045368012983762e-289")]
    [InlineData("%v %g", "0x1p-44", "5.684341886080802e-14 5.684341886080802e-14")]
    public void Printf_FloatNearAPowerOfTenOrTwo_HasGosDigits(string format, string number, string expected)
    {
        var arguments = string.Join(' ', Enumerable.Repeat(number, format.Split(' ').Length));
        Rendering.Render($"{{{{printf \"{format}\" {arguments}}}}}").ShouldBe(expected);
    }

    [Theory]
    [InlineData("%.", "%!.(int=7)")]
    [InlineData("%4.", "%!.(int=   7)")]
    [InlineData("%-4.|", "%!|(int=7   )")]
    [InlineData("%[1].", "%!.(int=7)")]
    [InlineData("%", "%!(NOVERB)%!(EXTRA int=7)")]
    public void Printf_FormatEndsWithAPeriod_TakesItAsTheVerb(string format, string expected)
        => Rendering.Render($"{{{{printf \"{format}\" 7}}}}").ShouldBe(expected);

    [Theory]
    [InlineData("%w", "[%!w(uint8=1) %!w(uint8=2)]")]
    [InlineData("%+w", "[%!w(uint8=1) %!w(uint8=2)]")]
    [InlineData("%#w", "[]uint8{%!w(uint8=0x1), %!w(uint8=0x2)}")]
    [InlineData("%#v", "[]byte{0x1, 0x2}")]
    public void Printf_BytesAsAnError_NamesEachByte(string format, string expected)
    {
        var bytes = Value.FromSlice(
            GoSlice.Over(GoType.ByteSlice, [Value.FromInteger(GoType.Uint8, 1), Value.FromInteger(GoType.Uint8, 2)]));
        Rendering.Render($"{{{{printf \"{format}\" .}}}}", bytes).ShouldBe(expected);
    }

    [Theory]
    [InlineData("%d", "0}")]
    [InlineData("%o", "0}")]
    [InlineData("%t", "%!t(*time.zone=<nil>)}")]
    [InlineData("%7c", "%!c(*time.zone=  <nil>)}")]
    [InlineData("%#w", "cacheZone:(*time.zone)(nil)})")]
    public void Printf_NilPointerInAStruct_HasItsType(string format, string ending)
        => Rendering.Render($"{{{{printf \"{format}\" .}}}}", Value.FromObject(new LocationObject(Location.Utc)))
            .ShouldEndWith(" " + ending);
}
