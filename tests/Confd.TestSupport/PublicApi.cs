using System.Reflection;
using System.Text;
using Xunit;

namespace Confd.TestSupport;

/// <summary>Keeps the public API of a library in a reviewed text file beside its tests:
/// <c>tests/NAME.Tests/PublicApi.approved.txt</c>.</summary>
public static class PublicApi
{
    /// <summary>Set to 1, tests write the approved file instead of comparing with it.</summary>
    public const string ApproveVariable = "CONFD_APPROVE_API";

    /// <summary>Fails where the API of a library differs from the approved text; the message shows the lines that came and went.</summary>
    public static void ShouldBeApproved(Assembly library)
    {
        var file = Path.Combine(RepositoryFiles.Root, "tests", $"{library.GetName().Name}.Tests", "PublicApi.approved.txt");
        var actual = Describe(library);
        if (Environment.GetEnvironmentVariable(ApproveVariable) == "1")
        {
            File.WriteAllText(file, actual);
        }

        string[] approved = File.Exists(file) ? File.ReadAllLines(file) : [];
        string[] lines = actual.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var came = Qualified(lines).Except(Qualified(approved)).Select(line => $"+ {line}");
        var went = Qualified(approved).Except(Qualified(lines)).Select(line => $"- {line}");
        string[] differences = [.. came.Concat(went)];
        Assert.True(
            differences.Length == 0,
            $"The public API changed. If that is intended, run the tests with {ApproveVariable}=1 and review {file}:\n"
            + $"{string.Join('\n', differences)}");
    }

    /// <summary>The public and protected surface of an assembly, one line for each type and member, in ordinal order.</summary>
    public static string Describe(Assembly library)
    {
        var text = new StringBuilder();
        foreach (var type in library.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(DescribeType(type)).Append('\n');
            foreach (var member in DescribeMembers(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>Members carry their type, so that equal members of two types stay apart.</summary>
    private static IEnumerable<string> Qualified(IEnumerable<string> lines)
    {
        var type = "";
        foreach (var line in lines)
        {
            type = line.StartsWith(' ') ? type : line;
            yield return line.StartsWith(' ') ? $"{type} :: {line.Trim()}" : line;
        }
    }

    private static string DescribeType(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            _ when type.IsSubclassOf(typeof(Delegate)) => "delegate",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var bases = type.IsEnum || kind == "delegate" ? [] : BasesOf(type);
        return $"{kind} {type.Namespace}.{Name(type)}{(bases.Length == 0 ? "" : " : " + string.Join(", ", bases))}";
    }

    private static string[] BasesOf(Type type)
    {
        var parent = type.BaseType is { } given && given != typeof(object) && given != typeof(ValueType) ? given : null;
        string[] interfaces = [.. type.GetInterfaces().Where(one => one.IsVisible).Select(Name).Order(StringComparer.Ordinal)];
        return parent is null ? interfaces : [Name(parent), .. interfaces];
    }

    private static IEnumerable<string> DescribeMembers(Type type)
    {
        const BindingFlags Declared =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            return [DescribeMethod(type.GetMethod("Invoke")!)];
        }

        var fields = type.GetFields(Declared).Where(field => (field.IsPublic || field.IsFamily) && !field.IsSpecialName)
            .Select(field => type.IsEnum
                ? $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue())}"
                : $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}");
        var constructors = type.GetConstructors(Declared).Where(IsVisible).Select(one => $"new({Parameters(one)})");
        var properties = type.GetProperties(Declared)
            .Where(property => property.GetAccessors(nonPublic: true).Any(IsVisible))
            .Select(DescribeProperty);
        var events = type.GetEvents(Declared)
            .Where(one => IsVisible(one.AddMethod!))
            .Select(one => $"event {Name(one.EventHandlerType!)} {one.Name}");
        var methods = type.GetMethods(Declared)
            .Where(method => IsVisible(method) && (!method.IsSpecialName || IsOperator(method)) && !IsGenerated(method))
            .Select(DescribeMethod);
        return fields.Concat(constructors).Concat(properties).Concat(events).Concat(methods);
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsOperator(MethodInfo method) => method.Name.StartsWith("op_", StringComparison.Ordinal);

    // What records bring by themselves.
    private static bool IsGenerated(MethodInfo method) =>
        method.Name is "<Clone>$" or "PrintMembers" or "Deconstruct" || (method.DeclaringType!.GetMethod("<Clone>$") is not null
            && method.Name is "Equals" or "GetHashCode" or "ToString" or "op_Equality" or "op_Inequality");

    private static string DescribeProperty(PropertyInfo property)
    {
        var getter = property.GetMethod is { } get && IsVisible(get) ? " get;" : "";
        var setter = property.SetMethod is { } set && IsVisible(set) ? IsInit(set) ? " init;" : " set;" : "";
        var isStatic = property.GetAccessors(nonPublic: true)[0].IsStatic;
        var index = property.GetIndexParameters();
        var name = index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(Parameter))}]";
        return $"{(isStatic ? "static " : "")}{Name(property.PropertyType)} {name} {{{getter}{setter} }}";
    }

    private static bool IsInit(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit");

    private static string DescribeMethod(MethodInfo method)
    {
        var modifier = (method.IsStatic, method.IsAbstract, IsOverride(method), method.IsVirtual && !method.IsFinal) switch
        {
            (true, true, _, _) => "static abstract ",
            (true, _, _, _) => "static ",
            (_, true, _, _) when !method.DeclaringType!.IsInterface => "abstract ",
            (_, _, true, _) => "override ",
            (_, false, _, true) => "virtual ",
            _ => "",
        };
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
        return $"{modifier}{Name(method.ReturnType)} {method.Name}{generic}({Parameters(method)})";
    }

    private static bool IsOverride(MethodInfo method) => method.GetBaseDefinition().DeclaringType != method.DeclaringType;

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var direction = parameter.ParameterType.IsByRef ? parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref " : "";
        var isOptional = parameter.HasDefaultValue ? $" = {parameter.RawDefaultValue ?? "default"}" : "";
        return $"{direction}{Name(parameter.ParameterType)} {parameter.Name}{isOptional}";
    }

    private static string Name(Type type)
    {
        if (type.HasElementType)
        {
            return Name(type.GetElementType()!) + (type.IsArray ? "[]" : "");
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return $"{Name(underlying)}?";
        }

        var name = type.IsNested && !type.IsGenericParameter ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Name;
        return type.IsGenericType
            ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : name;
    }
}
