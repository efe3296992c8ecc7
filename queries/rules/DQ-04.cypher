/*
id = "DQ-04"
version = 1
zh = "合计行"
en = "Total rows were passed over"
when = "入库时跳过了合计行"
when_en = "total rows were passed over when a table was read"
subject = "IngestRun"
severity = "info"
force = "data"
action = "跳过并用于核对"
action_en = "Passed over, and used to check the rows"
closes_when = "不需处理：合计行没有入库；可用其数字核对明细"
closes_when_en = "Nothing to do: total rows are not loaded; their figures can check the rows"

[[basis]]
text = "本系统规则"
checked = true
*/
// A run belongs to no chain. It began by UTC, which is never a day ahead of China.
MATCH (r:IngestRun)
WHERE r.total_rows > 0 AND left(r.started_at, 10) <= $as_of
RETURN r.id AS id, r.id AS name, [] AS chains, {total_rows: r.total_rows, started_at: r.started_at} AS facts
