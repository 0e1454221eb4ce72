using Confd.DynamoDb.Streams;

namespace Confd.DynamoDb.Journal;

/// <summary>Fetches the images of records whose items were too large for the journal.</summary>
/// <param name="records">One for each item.</param>
/// <param name="cancellationToken">Cancels the reading.</param>
/// <returns>The records with the current items; those that are not needed are left out.</returns>
/// <exception cref="DynamoDbException">The table cannot be read.</exception>
internal delegate Task<IReadOnlyList<StreamRecord>> ImageFetch(IReadOnlyList<StreamRecord> records, CancellationToken cancellationToken);
