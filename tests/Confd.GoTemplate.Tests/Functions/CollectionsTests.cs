using Confd.GoTemplate.Functions;
using Confd.GoTemplate.Tests.Support;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests.Functions;

/// <summary>Rows are what Go's templates give for <c>len index slice not and or</c> of the <see cref="Samples"/>.</summary>
public sealed class CollectionsTests
{
    [Theory]
    [InlineData("len .hello", "5")]
    [InlineData("len .empty", "0")]
    [InlineData("len .snowman", "5")]
    [InlineData("len .ints", "3")]
    [InlineData("len .nil_list", "0")]
    [InlineData("len .map", "2")]
    [InlineData("len .nil_map", "0")]
    [InlineData("len .int_42", "error: error calling len: len of type int")]
    [InlineData("len .nil", "error: error calling len: len of nil pointer")]
    [InlineData("len .pair", "error: error calling len: len of type main.Pair")]
    [InlineData("len .true", "error: error calling len: len of type bool")]
    [InlineData("len 1.5", "error: error calling len: len of type float64")]
    [InlineData("len .bytes", "3")]
    [InlineData("index .ints 0", "1")]
    [InlineData("index .ints 2", "300")]
    [InlineData("index .ints 3", "error: error calling index: reflect: slice index out of range")]
    [InlineData("index .ints -1", "error: error calling index: index out of range: -1")]
    [InlineData("index .ints 4", "error: error calling index: index out of range: 4")]
    [InlineData("index .ints", "[1 -2 300]")]
    [InlineData("index .nested 0 0", "1")]
    [InlineData("index .nested 0 1 0", "error: error calling index: reflect: slice index out of range")]
    [InlineData("index .nested 1 `k`", "<no value>")]
    [InlineData("index .map `a`", "x")]
    [InlineData("index .map `zz`", "<no value>")]
    [InlineData("index .map 1", "error: error calling index: value has type int; should be string")]
    [InlineData("index .map nil", "error: error calling index: value is nil; should be of type string")]
    [InlineData("index .string_map `k`", "v")]
    [InlineData("index .string_map `zz`", "")]
    [InlineData("index .nil_map `a`", "<no value>")]
    [InlineData("index .hello 0", "104")]
    [InlineData("index .hello 5", "error: error calling index: reflect: string index out of range")]
    [InlineData("index .hello 6", "error: error calling index: index out of range: 6")]
    [InlineData("index .snowman 1", "226")]
    [InlineData("index .ints `a`", "error: error calling index: cannot index slice/array with type string")]
    [InlineData("index .ints 1.5", "error: error calling index: cannot index slice/array with type float64")]
    [InlineData("index .ints nil", "error: error calling index: cannot index slice/array with nil")]
    [InlineData("index .ints true", "error: error calling index: cannot index slice/array with type bool")]
    [InlineData("index nil 1", "error: error calling index: index of untyped nil")]
    [InlineData("index 1 1", "error: error calling index: can't index item of type int")]
    [InlineData("index .pair 0", "error: error calling index: can't index item of type main.Pair")]
    [InlineData("index .bytes 1", "105")]
    [InlineData("index .pairs 1", "{b 2}")]
    [InlineData("index .nil_list 0", "error: error calling index: reflect: slice index out of range")]
    [InlineData("index .list 2", "<no value>")]
    [InlineData("index .list 2 0", "error: error calling index: index of nil pointer")]
    [InlineData("index .ints .uint8_200", "error: error calling index: index out of range: 200")]
    [InlineData("index .ints .int8_m1", "error: error calling index: index out of range: -1")]
    [InlineData("index .map `a` 0", "120")]
    [InlineData("slice .hello", "hello")]
    [InlineData("slice .hello 1", "ello")]
    [InlineData("slice .hello 1 3", "el")]
    [InlineData("slice .hello 5", "")]
    [InlineData("slice .hello 6", "error: error calling slice: index out of range: 6")]
    [InlineData("slice .hello 3 1", "error: error calling slice: invalid slice index: 3 > 1")]
    [InlineData("slice .hello 1 2 3", "error: error calling slice: cannot 3-index slice a string")]
    [InlineData("slice .hello -1", "error: error calling slice: index out of range: -1")]
    [InlineData("slice .ints 1", "[-2 300]")]
    [InlineData("slice .ints 1 2", "[-2]")]
    [InlineData("slice .ints 0 2 2", "[1 -2]")]
    [InlineData("slice .ints 0 2 1", "error: error calling slice: invalid slice index: 2 > 1")]
    [InlineData("slice .ints 1 2 3 4", "error: error calling slice: too many slice indexes: 4")]
    [InlineData("slice .ints 4", "error: error calling slice: index out of range: 4")]
    [InlineData("slice .ints 2 1", "error: error calling slice: invalid slice index: 2 > 1")]
    [InlineData("slice .ints 0 3 3", "[1 -2 300]")]
    [InlineData("slice .map 1", "error: error calling slice: can't slice item of type map[string]interface {}")]
    [InlineData("slice .int_42 1", "error: error calling slice: can't slice item of type int")]
    [InlineData("slice nil 1", "error: error calling slice: slice of untyped nil")]
    [InlineData("slice .snowman 1 4", "☃")]
    [InlineData("slice .nil_list", "[]")]
    [InlineData("slice .nil_list 0 0", "[]")]
    [InlineData("slice .nil_list 1", "error: error calling slice: index out of range: 1")]
    [InlineData("slice .ints `a`", "error: error calling slice: cannot index slice/array with type string")]
    [InlineData("slice .ints nil", "error: error calling slice: cannot index slice/array with nil")]
    [InlineData("slice .hello .int_0", "error: error calling slice: cannot index slice/array with type interface {}")]
    [InlineData("slice .hello .nil", "error: error calling slice: cannot index slice/array with type interface {}")]
    [InlineData("slice .hello (.int_0)", "hello")]
    [InlineData("index .ints .int_0", "1")]
    [InlineData("slice .bytes 1 2", "[105]")]
    [InlineData("not .nil", "true")]
    [InlineData("not .int_0", "true")]
    [InlineData("not .hello", "false")]
    [InlineData("and .int_0 .hello", "0")]
    [InlineData("and .hello .int_42", "42")]
    [InlineData("or .empty .int_42", "42")]
    [InlineData("or .int_0 .empty .nil_list", "[]")]
    [InlineData("and 1", "1")]
    [InlineData("or 0", "0")]
    [InlineData("not 1 2", "error: wrong number of args for not: want 1 got 2")]
    public void Call_Expression_GivesWhatGoGives(string expression, string expected) => Answer(expression).ShouldBe(expected);

    [Fact]
    public void Slice_WithinTheCapacity_SeesTheSameElements()
    {
        var array = GoSlice.Over(GoType.IntSlice, [Value.FromInt(1), Value.FromInt(2), Value.FromInt(3)], 1);
        var longer = Collections.Slice(Value.FromSlice(array), [Value.FromInt(0), Value.FromInt(3)]).AsSlice();
        (longer.Length, longer.Capacity).ShouldBe((3, 3));
        longer[0] = Value.FromInt(9);
        array[0].AsInt().ShouldBe(9);
    }

    [Fact]
    public void Index_ElementOfAnInterfaceType_IsOne()
    {
        Collections.Index(Samples.Of("list"), [Value.FromInt(0)]).IsInterface.ShouldBeTrue();
        Collections.Index(Samples.Of("ints"), [Value.FromInt(0)]).IsInterface.ShouldBeFalse();
    }

    private static string Answer(string expression)
    {
        try
        {
            return Rendering.Render("{{" + expression + "}}", Samples.Dot, functions: FunctionTable.Predefined);
        }
        catch (TemplateException exception)
        {
            return "error: " + exception.Reason;
        }
    }
}
