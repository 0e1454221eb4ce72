using System.Globalization;
using Confd.Engine.Templates.Network;
using Confd.GoTemplate;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Functions;

/// <summary>Names and addresses. A lookup that fails is empty, never an error, as in confd.</summary>
internal static class NetworkFunctions
{
    private static readonly GoType ServiceRecordType = GoType.Struct(
        "net.SRV",
        [
            new GoField("Target", GoType.String),
            new GoField("Port", GoType.Uint16),
            new GoField("Priority", GoType.Uint16),
            new GoField("Weight", GoType.Uint16),
        ]);

    private static readonly GoType ServiceRecordPointer = GoType.PointerTo(ServiceRecordType);

    private static readonly GoType ServiceRecords = GoType.SliceOf(ServiceRecordPointer);

    public static IEnumerable<GoFunction> All =>
    [
        GoFunction.Create("lookupIP", [GoType.String], GoType.StringSlice, (context, arguments) => LookupAddresses(context, arguments)),
        GoFunction.Create(
            "lookupIPV4", [GoType.String], GoType.StringSlice, (context, arguments) => LookupAddresses(context, arguments, '.')),
        GoFunction.Create(
            "lookupIPV6", [GoType.String], GoType.StringSlice, (context, arguments) => LookupAddresses(context, arguments, ':')),
        GoFunction.Create("lookupSRV", [GoType.String, GoType.String, GoType.String], ServiceRecords, (context, arguments) =>
            LookupServices(context, arguments)),
        GoFunction.Create("lookupIfaceIPV4", [GoType.String], GoType.String, (_, arguments) =>
            Value.FromString(InterfaceAddresses.FirstIPv4(arguments[0].AsString().ToString()))),
        GoFunction.Create("lookupIfaceIPV6", [GoType.String], GoType.String, (_, arguments) =>
            Value.FromString(InterfaceAddresses.FirstIPv6(arguments[0].AsString().ToString()))),
    ];

    private static Value LookupAddresses(RenderContext context, ReadOnlySpan<Value> arguments)
    {
        var addresses = Addresses(context, arguments);
        return addresses.Length == 0 ? NilStrings() : Value.FromSlice(GoSlice.OfStrings(addresses));
    }

    // confd distinguishes the address families by their punctuation.
    private static Value LookupAddresses(RenderContext context, ReadOnlySpan<Value> arguments, char punctuation)
    {
        var chosen = Addresses(context, arguments)
            .Where(address => address.Span.Contains((byte)punctuation))
            .Select(Value.FromString)
            .ToArray();
        return chosen.Length == 0 ? NilStrings() : Value.FromSlice(GoSlice.FromAppended(GoType.StringSlice, chosen));
    }

    private static ByteString[] Addresses(RenderContext context, ReadOnlySpan<Value> arguments)
    {
        var addresses = context.GetState<RenderRun>().Lookups.LookupAddresses(arguments[0].AsString().ToString(), context.CancellationToken)
            .Select(ByteString.FromString)
            .ToArray();
        Array.Sort(addresses);
        return addresses;
    }

    private static Value NilStrings() => Value.FromSlice(GoSlice.NilOf(GoType.StringSlice));

    private static Value LookupServices(RenderContext context, ReadOnlySpan<Value> arguments)
    {
        var records = context.GetState<RenderRun>().Lookups.LookupServices(
            arguments[0]
                .AsString()
                .ToString(), arguments[1]
                .AsString()
                .ToString(), arguments[2]
                .AsString()
                .ToString(), context.CancellationToken);
        var elements = records
            .OrderBy(SortKey, StringComparer.Ordinal)
            .Select(record => Value.FromObject(new ServiceRecordObject(record)))
            .ToArray();
        return Value.FromSlice(GoSlice.Over(ServiceRecords, elements));
    }

    private static string SortKey(ServiceRecord record) =>
        string.Create(CultureInfo.InvariantCulture, $"{record.Target}{record.Port}{record.Priority}{record.Weight}");

    /// <summary>A pointer to a record, as returned by Go's resolver.</summary>
    private sealed class ServiceRecordObject(ServiceRecord record) : GoObject
    {
        public override GoType Type => ServiceRecordPointer;

        public override Value Field(int index) => index switch
        {
            0 => Value.FromString(record.Target),
            1 => Value.FromInteger(GoType.Uint16, record.Port),
            2 => Value.FromInteger(GoType.Uint16, record.Priority),
            _ => Value.FromInteger(GoType.Uint16, record.Weight),
        };

        public override bool IsEqualTo(GoObject other) => ReferenceEquals(this, other);
    }
}
