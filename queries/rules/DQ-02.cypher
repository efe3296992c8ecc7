/*
id = "DQ-02"
version = 1
zh = "登记部门字符"
en = "A credit code of another register"
when = "统一社会信用代码以 A、N、Y、1 或 5 开头：合法，不应拒收"
when_en = "the credit code begins with A, N, Y, 1 or 5: allowed, not to be refused"
subject = "Enterprise"
severity = "info"
force = "data"
action = "不得按“9开头”拒收"
action_en = "Codes that begin with 9 are not the only ones: accept it"
closes_when = "不需处理：代码有效"
closes_when_en = "Nothing to do: the code is valid"

[[basis]]
text = "GB 32100-2015 法人和其他组织统一社会信用代码编码规则"
checked = false
*/
MATCH (e:Enterprise)
WHERE left(e.credit_code, 1) IN ['A', 'N', 'Y', '1', '5']
RETURN e.id AS id, e.name AS name, e.origin AS origin,
  {credit_code: e.credit_code, first: left(e.credit_code, 1)} AS facts
